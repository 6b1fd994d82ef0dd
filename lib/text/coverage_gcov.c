/* coverage_gcov: what gcov --json-format writes, one file for each object */
#include "base/json.h"
#include "text/coverage.h"

static void
read_lines(struct coverage_file *f, const cJSON *lines)
{
	const cJSON *line;
	long number;

	cJSON_ArrayForEach(line, lines) {
		number = json_long(line, "line_number", 0);
		/* a count may be more than an integer holds */
		if (number > 0 && cJSON_IsNumber(json_get(line, "count")))
			coverage_add(f, number,
			    json_get(line, "count")->valuedouble > 0);
	}
}

int
coverage_gcov(struct coverage *c, const char *text, size_t len, struct error *e)
{
	cJSON *report = json_parse(text, len, e);
	const cJSON *files = json_get(report, "files"), *file;
	const char *folder, *name;

	if (report == NULL)
		return -1;
	if (!cJSON_IsArray(files) || !json_get(report, "gcc_version")) {
		cJSON_Delete(report);
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "this JSON is none of gcov's, which has `gcc_version` and "
		    "`files`");
	}
	folder = json_string(report, "current_working_directory");
	if (folder != NULL)
		strv_add(&c->roots, folder);
	cJSON_ArrayForEach(file, files) {
		name = json_string(file, "file");
		if (name != NULL)
			read_lines(
			    coverage_file(c, name), json_get(file, "lines"));
	}
	cJSON_Delete(report);
	return 0;
}
