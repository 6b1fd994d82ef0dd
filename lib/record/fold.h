#ifndef RECORD_FOLD_H
#define RECORD_FOLD_H

#include <cjson/cJSON.h>

/*
 * What has come of an answer is logged in pieces while it comes
 * (exchange/pieces.h). Takes out of a session's events those of an answer
 * that another event holds whole, and makes one of the others of each
 * answer, where the first was: {seq,time,type:"piece",run,turn,text,pieces}.
 */
void fold_pieces(cJSON *events);

#endif
