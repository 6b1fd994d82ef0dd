/* attach: files that go along with what the user says */
#include "exchange/attach.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "text/frame.h"
#include <errno.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IMAGE_MAX ((size_t)15000000) /* as a data URL: the API's 20 MiB */
#define TOTAL_MAX ((size_t)32000000) /* of a request, which may have 50 MB */

static const struct kind {
	const char *type;
	const char *magic;
	size_t len, at;
} kinds[] = {
    {"image/png", "\x89PNG\r\n\x1a\n", 8, 0},
    {"image/jpeg", "\xFF\xD8\xFF", 3, 0},
    {"image/gif", "GIF87a", 6, 0},
    {"image/gif", "GIF89a", 6, 0},
    {"image/webp", "WEBP", 4, 8},
    {"application/pdf", "%PDF-", 5, 0},
};

/* The media type of what is no text, or NULL. */
static const char *
type_of(const struct buf *b)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (b->len >= kinds[i].at + kinds[i].len &&
		    memcmp(b->data + kinds[i].at, kinds[i].magic,
			kinds[i].len) == 0)
			return kinds[i].type;
	return NULL;
}

static bool
is_text(const struct buf *b)
{
	return memchr(b->data, '\0', b->len) == NULL &&
	       utf8_valid(b->data, b->len) == b->len;
}

static int
read_file(const char *path, size_t max, struct buf *b, struct error *e)
{
	bool piped = strcmp(path, "-") == 0;
	int fd =
	    piped ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int status = 0;

	if (fd < 0 || buf_read(b, fd, max) < 0) {
		status = errno == EFBIG
			     ? error_set(e, ERROR_TOO_LARGE,
				   "the attachments have more than %zu MB",
				   TOTAL_MAX / 1000000)
			     : error_errno(e, "cannot attach '%s'", path);
	} else if (b->len == 0) {
		status = error_set(e, ERROR_INVALID_ARGUMENTS,
		    "cannot attach '%s': it is empty", path);
	}
	if (!piped && fd >= 0)
		close(fd);
	return status;
}

static cJSON *
data_url(const char *type, const struct buf *b)
{
	char *url = xasprintf("data:%s;base64,", type);
	size_t prefix = strlen(url), len = BASE64_ENCODE_RAW_LENGTH(b->len);
	cJSON *string;

	url = xrealloc(url, prefix + len + 1);
	base64_encode_raw(url + prefix, b->len, (const uint8_t *)b->data);
	url[prefix + len] = '\0';
	string = json_new_string(url, prefix + len);
	free(url);
	return string;
}

static cJSON *
new_part(const char *type)
{
	cJSON *part = cJSON_CreateObject();

	cJSON_AddStringToObject(part, "type", type);
	return part;
}

static cJSON *
text_part(const char *path, const struct buf *b)
{
	cJSON *part = new_part("text");
	struct buf label = {0}, text = {0};

	buf_adds(&label, "Attached file ");
	json_print_string(&label, path, strlen(path));
	buf_adds(&text, "\n\n");
	frame(&text, buf_str(&label), b->data, b->len);
	cJSON_AddItemToObject(
	    part, "text", json_new_string(text.data, text.len));
	buf_release(&label);
	buf_release(&text);
	return part;
}

static cJSON *
file_part(const char *path, const char *type, const struct buf *b)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	cJSON *part = new_part("input_file");

	if (strcmp(path, "-") == 0)
		name = "input.pdf";
	cJSON_AddItemToObject(
	    part, "filename", json_new_string(name, strlen(name)));
	cJSON_AddItemToObject(part, "file_data", data_url(type, b));
	return part;
}

static cJSON *
image_part(const char *type, const struct buf *b)
{
	cJSON *part = new_part("input_image");

	cJSON_AddItemToObject(part, "image_url", data_url(type, b));
	cJSON_AddStringToObject(part, "detail", "auto");
	return part;
}

/* NULL on failure. */
static cJSON *
make_part(const char *path, const struct buf *b, struct error *e)
{
	const char *type = type_of(b);

	if (type == NULL && is_text(b))
		return text_part(path, b);
	if (type == NULL) {
		error_set(e, ERROR_BINARY_FILE,
		    "cannot attach '%s': it is no PNG, JPEG, GIF, WebP, PDF or "
		    "text in UTF-8",
		    path);
		error_hint(e, "convert it to one of these");
		return NULL;
	}
	if (strncmp(type, "image/", 6) != 0)
		return file_part(path, type, b);
	if (b->len <= IMAGE_MAX)
		return image_part(type, b);
	error_set(e, ERROR_TOO_LARGE,
	    "cannot attach '%s': an image may have %zu MB, not %.1f", path,
	    IMAGE_MAX / 1000000, (double)b->len / 1e6);
	error_hint(e, "make it smaller: models see few of its pixels");
	return NULL;
}

/* The parts of the user's last message, which is made if there is none. */
static cJSON *
open_message(struct conversation *c)
{
	cJSON *item = c->items->child ? c->items->child->prev : NULL;
	const char *role = item ? json_string(item, "role") : NULL;
	cJSON *content, *part, *parts;

	if (role == NULL || strcmp(role, "user") != 0) {
		conversation_say(c, "user", "");
		item = c->items->child->prev;
	}
	content = json_get(item, "content");
	if (cJSON_IsArray(content))
		return content;
	parts = cJSON_CreateArray();
	if (content->valuestring[0] != '\0') {
		part = new_part("text");
		cJSON_AddItemToObject(part, "text", json_copy(content));
		cJSON_AddItemToArray(parts, part);
	}
	json_set(item, "content", parts);
	return parts;
}

int
attach_add(struct conversation *c, const struct strv *paths, struct error *e)
{
	cJSON *parts = paths->n > 0 ? open_message(c) : NULL, *part = NULL;
	size_t left = TOTAL_MAX;

	for (size_t i = 0; i < paths->n; i++) {
		struct buf b = {0};

		if (read_file(paths->v[i], left, &b, e) == 0)
			part = make_part(paths->v[i], &b, e);
		left -= b.len <= left ? b.len : left;
		buf_release(&b);
		if (e->code != ERROR_NONE)
			return -1;
		cJSON_AddItemToArray(parts, part);
	}
	return 0;
}
