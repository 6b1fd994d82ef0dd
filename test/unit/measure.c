/* measure: what requests count, one a line on standard input (context.bats) */
#include "exchange/measure.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* {"model":M,"messages":[...],"functions":[...],"choice":C} */
static long
count(const cJSON *request)
{
	struct conversation c;
	struct ask a = {.conversation = &c,
	    .tools = json_get(request, "functions"),
	    .choice = json_string(request, "choice")};
	struct measure m;
	struct error e = {0};
	const cJSON *item;
	long n;

	conversation_init(&c);
	cJSON_ArrayForEach(item, json_get(request, "messages")) {
		if (conversation_add_message(&c, item, &e) < 0)
			exit(2);
	}
	if (measure_open(&m, json_string(request, "model"), &e) < 0)
		exit(2);
	n = measure_frame(&m, &a) + measure_choice(&m, &a);
	cJSON_ArrayForEach(item, c.items)
		n += measure_item(&m, &c, item);
	conversation_release(&c);
	return n;
}

int
main(void)
{
	struct buf text = {0};
	struct error e = {0};
	cJSON *request;
	size_t at = 0;

	alloc_use_in_cjson();
	if (buf_read(&text, STDIN_FILENO, 1 << 20) < 0)
		return 2;
	while ((request = json_parse_next(text.data, text.len, &at, &e))) {
		printf("%ld\n", count(request));
		cJSON_Delete(request);
	}
	buf_release(&text);
	return e.code == ERROR_NONE ? 0 : 2;
}
