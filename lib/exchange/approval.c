/* approval: asking on the terminal before a helper writes or runs */
#include "exchange/approval.h"
#include "base/buf.h"
#include "base/json.h"
#include "system/interrupt.h"
#include "system/waiting.h"
#include "text/visible.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

int
approval_mode(const char *word, enum approval_mode *mode)
{
	static const char *const words[] = {
	    [APPROVAL_ALWAYS] = "always",
	    [APPROVAL_ASK] = "ask",
	    [APPROVAL_NEVER] = "never",
	};

	for (int i = APPROVAL_ALWAYS; i <= APPROVAL_NEVER; i++)
		if (strcmp(word, words[i]) == 0) {
			*mode = (enum approval_mode)i;
			return 0;
		}
	return -1;
}

void
approval_release(struct approval *a)
{
	strv_release(&a->always);
}

/* A text of several lines is shown as such: it is what is consented to. */
static void
show_member(struct buf *out, const cJSON *member)
{
	const char *text = cJSON_IsString(member) ? member->valuestring : "";
	struct buf value = {0};
	size_t n;

	buf_adds(out, "  ");
	visible(out, member->string, strlen(member->string), false);
	buf_adds(out, ": ");
	if (strchr(text, '\n') == NULL)
		json_print(&value, member);
	visible(out, buf_str(&value), value.len, false);
	buf_release(&value);
	buf_addc(out, '\n');
	if (strchr(text, '\n') == NULL)
		return;
	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		buf_adds(out, "    | ");
		visible(out, text, n, false);
		buf_addc(out, '\n');
	}
}

static void
show(struct buf *out, const struct call *c)
{
	cJSON *arguments = json_parse(c->arguments, strlen(c->arguments), NULL);
	const cJSON *member;

	buf_adds(out, "the model calls ");
	visible(out, c->name, strlen(c->name), false);
	buf_adds(out, cJSON_GetArraySize(arguments) > 0 ? " with\n" : "\n");
	cJSON_ArrayForEach(member, arguments)
		show_member(out, member);
	buf_adds(out, "allow it? [y]es, [n]o, [a]lways this helper: ");
	cJSON_Delete(arguments);
}

/* The first letter of the line that is typed; 'n' when none comes. */
static char
read_answer(int tty)
{
	struct pollfd fds[] = {{.fd = tty, .events = POLLIN},
	    {.fd = interrupt_fd(), .events = POLLIN}};
	char answer = 0, c;

	while (interrupt_number() == 0) {
		poll(fds, 2, -1);
		if (interrupt_number() != 0 || read(tty, &c, 1) <= 0)
			return 'n';
		if (c == '\n')
			return answer ? answer : 'n';
		if (answer == 0 && c != ' ')
			answer = c;
	}
	return 'n';
}

/* 0 when there is no terminal. */
static char
ask(const struct call *c)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct buf question = {0};
	char answer = 'n';

	if (tty < 0)
		return 0;
	show(&question, c);
	waiting_clear();
	/* what was typed before the question was no answer to it */
	tcflush(tty, TCIFLUSH);
	if (write_all(tty, question.data, question.len) == 0)
		answer = read_answer(tty);
	buf_release(&question);
	close(tty);
	return answer;
}

int
approval_ask(
    void *ctx, const cJSON *entry, const struct call *c, struct error *e)
{
	struct approval *a = ctx;
	char answer;

	if (a->mode != APPROVAL_ASK || manifest_reads_only(entry) ||
	    strv_has(&a->always, c->name))
		return 0;
	answer = ask(c);
	if (answer == 'a' || answer == 'A')
		strv_add(&a->always, c->name);
	if (answer != 0 && strchr("yYaA", answer) != NULL)
		return 0;
	error_set(e, ERROR_POLICY_DENIED,
	    answer ? "the user did not allow this call of '%s'"
		   : "'%s' needs the user's consent, and there is no terminal "
		     "to ask on",
	    c->name);
	return error_hint(e, "go on without it, or say what it would be for");
}
