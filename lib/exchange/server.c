/* server: answers over HTTP/1.1 on a port of 127.0.0.1 */
#include "exchange/server.h"
#include "base/alloc.h"
#include "base/json.h"
#include "system/clock.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_BODY ((size_t)64 << 20)

/* A stream on its way: which event goes out next, and from where. */
struct sending {
	struct answer answer;
	size_t event;
	int fd;
};

static enum MHD_Result
add_header(
    void *self, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct server_request *rq = self;

	(void)kind;
	strv_addf(&rq->headers, "%s: %s", name, value ? value : "");
	return MHD_YES;
}

const char *
server_header(const struct server_request *rq, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < rq->headers.n; i++)
		if (strncasecmp(rq->headers.v[i], name, len) == 0 &&
		    rq->headers.v[i][len] == ':')
			return rq->headers.v[i] + len + 2;
	return NULL;
}

/* Lets time pass; false when the client leaves, or the server is stopped. */
static bool
wait_beside(int fd, double seconds)
{
	struct pollfd p = {.fd = fd, .events = POLLRDHUP};
	double end = clock_now() + seconds, left;

	while ((left = end - clock_now()) > 0)
		if (poll(&p, 1, left > 60 ? 60000 : (int)(left * 1000) + 1) > 0)
			return false;
	return true;
}

/*
 * Linux sends a reset when a connected socket is told to forget its peer.
 * What was written before may be thrown away by it: that gets a moment.
 */
static void
reset(int fd, double moment)
{
	struct sockaddr nobody = {.sa_family = AF_UNSPEC};

	if (wait_beside(fd, moment))
		connect(fd, &nobody, sizeof(nobody));
}

static ssize_t
at_end(bool broken)
{
	return broken ? MHD_CONTENT_READER_END_WITH_ERROR
		      : MHD_CONTENT_READER_END_OF_STREAM;
}

static ssize_t
pull(const struct answer *a, char *to, size_t max)
{
	ssize_t n = a->pull(a->source, to, max);

	return n > 0 ? n : at_end(n < 0);
}

static bool
is_start(const struct sending *s, uint64_t at)
{
	return at == (s->event > 0 ? s->answer.ends[s->event - 1] : 0);
}

/* Each event is a chunk of its own, as a real server's are. */
static ssize_t
next_bytes(void *self, uint64_t at, char *to, size_t max)
{
	struct sending *s = self;
	size_t n;

	if (s->answer.source != NULL)
		return pull(&s->answer, to, max);
	while (s->event < s->answer.n_ends && s->answer.ends[s->event] <= at)
		s->event++;
	if (s->event == s->answer.n_ends && s->answer.reset)
		reset(s->fd, 0.05);
	if (s->event == s->answer.n_ends)
		return at_end(s->answer.broken);
	if (s->answer.pause > 0 && is_start(s, at) &&
	    !wait_beside(s->fd, s->answer.pause))
		return at_end(true);
	n = s->answer.ends[s->event] - at;
	n = n < max ? n : max;
	memcpy(to, s->answer.body.data + at, n);
	return (ssize_t)n;
}

static void
end_sending(void *self)
{
	struct sending *s = self;

	answer_release(&s->answer);
	free(s);
}

/* The answer's bytes as a response, which takes them. */
static struct MHD_Response *
response_of(struct answer *a, int fd)
{
	struct sending *s;
	size_t len = a->body.len;

	if (!a->stream)
		return MHD_create_response_from_buffer(
		    len, buf_detach(&a->body), MHD_RESPMEM_MUST_FREE);
	s = xcalloc(1, sizeof(*s));
	s->answer = *a;
	s->fd = fd;
	*a = (struct answer){.status = a->status};
	return MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, 4096, next_bytes, s, end_sending);
}

static int
socket_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CONNECTION_FD)
	    ->connect_fd;
}

static enum MHD_Result
queue(struct MHD_Connection *connection, struct answer *a)
{
	cJSON *headers = json_copy(a->headers);
	int status = a->status;
	struct MHD_Response *r = response_of(a, socket_of(connection));
	enum MHD_Result result;
	const cJSON *h;

	cJSON_ArrayForEach(h, headers)
		MHD_add_response_header(r, h->string, h->valuestring);
	cJSON_Delete(headers);
	result = MHD_queue_response(connection, (unsigned)status, r);
	MHD_destroy_response(r);
	return result;
}

/* Sends the answer, or hangs up: a MHD_NO closes the connection. */
static enum MHD_Result
give(struct MHD_Connection *connection, struct answer *a)
{
	int fd = socket_of(connection);

	if (a->delay > 0 && !wait_beside(fd, a->delay))
		return MHD_NO;
	if (a->status != 0)
		return queue(connection, a);
	if (a->reset)
		reset(fd, 0);
	return MHD_NO;
}

/* The first word of a request: its address as the client spelled it. */
static void *
begin(void *self, const char *uri, struct MHD_Connection *connection)
{
	struct server_request *rq = xcalloc(1, sizeof(*rq));
	const char *query = strchr(uri, '?');

	(void)self;
	(void)connection;
	rq->path = xstrndup(uri, query ? (size_t)(query - uri) : strlen(uri));
	rq->query = query ? xstrdup(query + 1) : NULL;
	return rq;
}

static bool
is_websocket(const struct server_request *rq)
{
	const char *upgrade = server_header(rq, "upgrade");

	return upgrade != NULL && strcasecmp(upgrade, "websocket") == 0;
}

/* RFC 9110, 15.5.22: a client goes on by what is named. */
static void
refuse_upgrade(struct answer *a)
{
	answer_header(a, "upgrade", "HTTP/1.1");
	answer_error(a, 426, "invalid_request_error", NULL,
	    "no WebSocket here; use HTTP");
}

static void
finish(void *self, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode code)
{
	struct server_request *rq = *state;

	(void)self;
	(void)connection;
	(void)code;
	if (rq == NULL)
		return;
	free(rq->method);
	free(rq->path);
	free(rq->query);
	strv_release(&rq->headers);
	buf_release(&rq->body);
	free(rq);
	*state = NULL;
}

/* Called when the headers are there, for each piece of body, at its end. */
static enum MHD_Result
handle(void *self, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *len,
    void **state)
{
	const struct server *s = self;
	struct server_request *rq = *state;
	struct answer a = {0};
	enum MHD_Result result;

	(void)url;
	(void)version;
	if (rq->method == NULL) {
		rq->method = xstrdup(method);
		MHD_get_connection_values(
		    connection, MHD_HEADER_KIND, add_header, rq);
		return MHD_YES;
	}
	if (*len > 0) {
		/* one byte too many is kept, to tell that there were more */
		if (rq->body.len <= MAX_BODY)
			buf_add(&rq->body, data, *len);
		*len = 0;
		return MHD_YES;
	}
	if (is_websocket(rq))
		refuse_upgrade(&a);
	else if (rq->body.len > MAX_BODY)
		answer_error(&a, 413, "invalid_request_error", NULL,
		    "the request is larger than %zu bytes", MAX_BODY);
	else
		s->answer(s->self, rq, &a);
	result = give(connection, &a);
	answer_release(&a);
	return result;
}

static int
listen_at(struct server *s, struct error *e)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)s->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return error_set(e, ERROR_NETWORK, "cannot make a socket: %s",
		    strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&at, len) == -1 ||
	    listen(fd, SOMAXCONN) == -1 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) == -1) {
		error_set(e, ERROR_NETWORK,
		    "cannot listen on port %d of 127.0.0.1: %s", s->port,
		    strerror(errno));
		close(fd);
		return -1;
	}
	s->port = ntohs(at.sin_port);
	return fd;
}

int
server_start(struct server *s, struct error *e)
{
	int fd = listen_at(s, e);

	if (fd == -1)
		return -1;
	s->daemon = MHD_start_daemon(
	    MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0,
	    NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, finish, NULL, MHD_OPTION_END);
	if (s->daemon != NULL)
		return 0;
	close(fd);
	return error_set(e, ERROR_NETWORK, "cannot serve on port %d", s->port);
}

void
server_stop(struct server *s)
{
	MHD_stop_daemon(s->daemon); /* closes the socket, too */
}
