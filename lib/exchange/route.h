#ifndef EXCHANGE_ROUTE_H
#define EXCHANGE_ROUTE_H

/*
 * A request's path as OpenAI has it, below /v1: Azure's begin with /openai
 * and may name the deployment, which goes to *deployment (else NULL; the
 * caller frees both). Other paths stay as they are.
 */
char *route_path(const char *path, char **deployment);

#endif
