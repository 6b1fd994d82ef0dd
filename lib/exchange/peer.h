#ifndef EXCHANGE_PEER_H
#define EXCHANGE_PEER_H

#include "base/error.h"
#include <curl/curl.h>
#include <stdbool.h>

/*
 * Whom a request is meant for, and whether it reaches them: certificates,
 * and proxies on the way.
 */

/*
 * Trusts the issuers in cacert, or else in SSL_CERT_FILE and SSL_CERT_DIR, or
 * else the system's, from its folder, which costs less than its bundle.
 */
void peer_trust(CURL *easy, const char *cacert);
/* Adds to e what to do about a failure of that kind, if that is known. */
void peer_advise(CURL *easy, CURLcode code, struct error *e);
/* Whether a proxy refused to let us through, and will do so again. */
bool peer_barred(CURL *easy);

#endif
