/* peer: the certificates that are trusted, and proxies on the way */
#include "exchange/peer.h"
#include <stdlib.h>
#include <unistd.h>

/* Debian's libcurl would read the whole bundle at each start. */
void
peer_trust(CURL *easy, const char *cacert)
{
	const char *file = cacert ? cacert : getenv("SSL_CERT_FILE");
	const char *folder = cacert ? NULL : getenv("SSL_CERT_DIR");

	if (folder == NULL && file == NULL &&
	    access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0)
		folder = "/etc/ssl/certs"; /* Debian's, with hashed names */
	if (folder == NULL && file == NULL)
		return;
	curl_easy_setopt(easy, CURLOPT_CAINFO, file);
	curl_easy_setopt(easy, CURLOPT_CAPATH, folder);
}

/* OpenSSL's X509_V_ERR numbers, which are part of its interface. */
static const char *
verification_advice(long result)
{
	switch (result) {
	case 0: /* the chain was not to blame: the name is */
	case 1: /* libcurl's own for "not checked yet" */
	case 62:
		return "is the host's name that of the certificate, and the "
		       "address of the server right?";
	case 9:
	case 10:
		return "its dates do not hold: is this machine's clock right? "
		       "else who runs the server must renew it";
	default:
		return "if you trust its issuer, name a file with the "
		       "issuer's certificate by --cacert or SSL_CERT_FILE";
	}
}

static long
proxy_status(CURL *easy)
{
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
	return status;
}

bool
peer_barred(CURL *easy)
{
	return proxy_status(easy) >= 400 && proxy_status(easy) < 500;
}

static const char *
advice(CURL *easy, CURLcode code)
{
	long result = 0;

	if (proxy_status(easy) == 407)
		return "the proxy wants a name and password: "
		       "https_proxy=http://NAME:PASSWORD@HOST:PORT";
	if (proxy_status(easy) >= 400)
		return "the proxy does not let us through: no_proxy=HOST "
		       "does without it";
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "are you offline, or behind a proxy?";
	case CURLE_COULDNT_RESOLVE_PROXY:
		return "http_proxy, https_proxy or all_proxy names it";
	case CURLE_SSL_CACERT_BADFILE:
		return "it is named by --cacert or SSL_CERT_FILE";
	case CURLE_SSL_CONNECT_ERROR:
		return "does the server speak HTTPS? an address of plain HTTP "
		       "begins with http://";
	case CURLE_PEER_FAILED_VERIFICATION:
		curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
		return verification_advice(result);
	default:
		return NULL;
	}
}

void
peer_advise(CURL *easy, CURLcode code, struct error *e)
{
	const char *what = advice(easy, code);

	if (what != NULL)
		error_hint(e, "%s", what);
}
