/*
 * serve: gives the bytes of a file as an event stream to whoever asks.
 *
 * usage: serve FOLDER COMMAND...
 *
 * A request for /NAME/... is answered with the bytes of FOLDER/NAME; from
 * NAME.slowly they go out an event at a time, 100 microseconds apart, as a
 * model's words do. Runs COMMAND with BENCH_URL and, where FOLDER holds
 * tls.key and tls.crt, BENCH_TLS_URL, and ends with it.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 30)

struct file {
	char *name;
	struct buf bytes;
};

static const char *folder;
static struct file files[32];
static pthread_mutex_t files_lock = PTHREAD_MUTEX_INITIALIZER;

static void
load(struct buf *bytes, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || buf_read(bytes, fd, FILE_MAX) < 0)
		perror(path);
	close(fd);
	free(path);
}

/* Read once: they are in memory from the second request on. */
static const struct file *
find(const char *name, size_t len)
{
	struct file *f = files;

	pthread_mutex_lock(&files_lock);
	while (f->name != NULL &&
	       (strlen(f->name) != len || memcmp(f->name, name, len) != 0))
		f++;
	if (f->name == NULL) {
		f->name = xstrndup(name, len);
		load(&f->bytes, f->name);
	}
	pthread_mutex_unlock(&files_lock);
	return f;
}

/* Up to the next empty line, after a moment. */
static ssize_t
next_event(void *file, uint64_t at, char *to, size_t max)
{
	const struct buf *b = &((const struct file *)file)->bytes;
	const char *p = b->data + at, *gap;
	size_t n = b->len - at;

	if (n == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	gap = memmem(p, n, "\n\n", 2);
	if (gap != NULL)
		n = (size_t)(gap + 2 - p);
	n = n < max ? n : max;
	memcpy(to, p, n);
	if (at > 0)
		usleep(100);
	return (ssize_t)n;
}

static struct MHD_Response *
response_of(const struct file *f)
{
	size_t len = strlen(f->name);

	if (len > 7 && strcmp(f->name + len - 7, ".slowly") == 0)
		return MHD_create_response_from_callback(
		    MHD_SIZE_UNKNOWN, 16384, next_event, (void *)f, NULL);
	return MHD_create_response_from_buffer(
	    f->bytes.len, f->bytes.data, MHD_RESPMEM_PERSISTENT);
}

/* Called when the headers are there, for each piece of body, at its end. */
static enum MHD_Result
handle(void *self, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *len,
    void **state)
{
	struct MHD_Response *r;
	enum MHD_Result result;

	(void)self, (void)method, (void)version, (void)data;
	if (*state == NULL || *len > 0) {
		*state = files;
		*len = 0;
		return MHD_YES;
	}
	r = response_of(find(url + 1, strcspn(url + 1, "/")));
	MHD_add_response_header(r, "content-type", "text/event-stream");
	result = MHD_queue_response(connection, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return result;
}

static char *
start(const char *scheme, const char *host, const char *key, const char *crt)
{
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION |
			 MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
	struct MHD_Daemon *d;

	if (key == NULL)
		d = MHD_start_daemon(flags, 0, NULL, NULL, handle, NULL,
		    MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U, MHD_OPTION_END);
	else
		d = MHD_start_daemon(flags | MHD_USE_TLS, 0, NULL, NULL, handle,
		    NULL, MHD_OPTION_HTTPS_MEM_KEY, key,
		    MHD_OPTION_HTTPS_MEM_CERT, crt, MHD_OPTION_END);
	if (d == NULL) {
		fprintf(stderr, "serve: no server for %s\n", scheme);
		exit(1);
	}
	return xasprintf("%s://%s:%u", scheme, host,
	    MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
}

static int
run(char **command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int
main(int argc, char *argv[])
{
	struct buf key = {0}, crt = {0};
	char *path;

	if (argc < 3)
		return 2;
	folder = argv[1];
	setenv("BENCH_URL", start("http", "127.0.0.1", NULL, NULL), 1);
	path = xasprintf("%s/tls.key", folder);
	if (access(path, R_OK) == 0) {
		load(&key, "tls.key");
		load(&crt, "tls.crt");
		setenv("BENCH_TLS_URL",
		    start("https", "localhost", buf_str(&key), buf_str(&crt)),
		    1);
	}
	return run(argv + 2);
}
