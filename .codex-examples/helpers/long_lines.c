/* long_lines: list the lines that are longer than a number of columns */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A helper of a project's own, in C. codex-run has checked the arguments by
 * the schema in functions.json; they come as one JSON object on standard
 * input. It counts the tokens too: what we print there does not matter.
 */

static void
list_lines(cJSON *matches, const char *path, size_t columns)
{
	FILE *fp = fopen(path, "r");
	char *line = NULL;
	size_t size = 0, number = 0;
	ssize_t len;
	cJSON *match;

	while (fp != NULL && (len = getline(&line, &size, fp)) > 0) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (strlen(line) <= columns)
			continue;
		match = cJSON_CreateObject();
		cJSON_AddStringToObject(match, "path", path);
		cJSON_AddNumberToObject(match, "line", (double)number);
		cJSON_AddNumberToObject(match, "column", (double)columns + 1);
		cJSON_AddStringToObject(match, "text", line);
		cJSON_AddItemToArray(matches, match);
	}
	free(line);
	if (fp != NULL)
		fclose(fp);
}

int
main(void)
{
	static char text[1 << 16];
	size_t len = fread(text, 1, sizeof(text) - 1, stdin);
	cJSON *args = cJSON_ParseWithLength(text, len), *path;
	cJSON *details = cJSON_CreateObject();
	cJSON *matches = cJSON_AddArrayToObject(details, "matches");
	const cJSON *columns = cJSON_GetObjectItem(args, "columns");
	char *printed;

	if (columns == NULL)
		return 2;
	cJSON_ArrayForEach(path, cJSON_GetObjectItem(args, "paths")) {
		list_lines(
		    matches, path->valuestring, (size_t)columns->valuedouble);
	}
	printed = cJSON_PrintUnformatted(details);
	printf("{\"success\":true,\"details\":%s,\"tokens\":0}\n", printed);
	free(printed);
	cJSON_Delete(details);
	cJSON_Delete(args);
	return 0;
}
