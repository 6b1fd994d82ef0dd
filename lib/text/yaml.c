/* yaml: a YAML document as JSON, by libyaml */
#include "text/yaml.h"
#include "base/alloc.h"
#include "base/json.h"
#include <string.h>
#include <yaml.h>

enum { MAX_NODES = 10000, MAX_DEPTH = 64 };

struct reader {
	yaml_document_t document;
	size_t nodes; /* converted so far: an alias bomb ends here */
	struct error *error;
};

static cJSON *convert(struct reader *r, int id, int depth);

static cJSON *
bad(struct reader *r, const yaml_node_t *node, const char *what)
{
	error_set(r->error, ERROR_INVALID_ARGUMENTS, "line %zu: %s",
	    node->start_mark.line + 1, what);
	return NULL;
}

static cJSON *
scalar(const yaml_node_t *node)
{
	const char *text = (const char *)node->data.scalar.value;
	size_t len = node->data.scalar.length;
	bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if (plain &&
	    (len == 0 || strcmp(text, "~") == 0 || strcmp(text, "null") == 0))
		return cJSON_CreateNull();
	return json_new_string(text, len);
}

static cJSON *
sequence(struct reader *r, const yaml_node_t *node, int depth)
{
	cJSON *array = cJSON_CreateArray(), *item;
	yaml_node_item_t *at = node->data.sequence.items.start;

	for (; at < node->data.sequence.items.top; at++) {
		item = convert(r, *at, depth + 1);
		if (item == NULL) {
			cJSON_Delete(array);
			return NULL;
		}
		cJSON_AddItemToArray(array, item);
	}
	return array;
}

static cJSON *
mapping(struct reader *r, const yaml_node_t *node, int depth)
{
	cJSON *object = cJSON_CreateObject(), *value;
	yaml_node_pair_t *at = node->data.mapping.pairs.start;
	const yaml_node_t *key;
	const char *name;

	for (; at < node->data.mapping.pairs.top; at++) {
		key = yaml_document_get_node(&r->document, at->key);
		value = NULL;
		name = key->type == YAML_SCALAR_NODE
			   ? (const char *)key->data.scalar.value
			   : NULL;
		if (name == NULL)
			bad(r, key, "a key must be a word");
		else if (json_get(object, name))
			bad(r, key, "a key is there twice");
		else
			value = convert(r, at->value, depth + 1);
		if (value == NULL) {
			cJSON_Delete(object);
			return NULL;
		}
		cJSON_AddItemToObject(object, name, value);
	}
	return object;
}

static cJSON *
convert(struct reader *r, int id, int depth)
{
	const yaml_node_t *node = yaml_document_get_node(&r->document, id);

	if (++r->nodes > MAX_NODES || depth > MAX_DEPTH)
		return bad(r, node, "too many or too deeply nested values");
	if (node->type == YAML_MAPPING_NODE)
		return mapping(r, node, depth);
	if (node->type == YAML_SEQUENCE_NODE)
		return sequence(r, node, depth);
	return scalar(node);
}

cJSON *
yaml_parse(const char *text, size_t len, struct error *e)
{
	struct reader r = {.error = e};
	yaml_parser_t parser;
	cJSON *value = NULL;

	if (!yaml_parser_initialize(&parser))
		alloc_failed();
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	if (!yaml_parser_load(&parser, &r.document)) {
		if (parser.problem == NULL) /* it says so of nothing else */
			alloc_failed();
		error_set(e, ERROR_INVALID_ARGUMENTS, "line %zu: %s",
		    parser.problem_mark.line + 1, parser.problem);
		yaml_parser_delete(&parser);
		return NULL;
	}
	if (yaml_document_get_root_node(&r.document) != NULL)
		value = convert(&r, 1, 0);
	else
		error_set(e, ERROR_INVALID_ARGUMENTS, "line 1: it is empty");
	yaml_document_delete(&r.document);
	yaml_parser_delete(&parser);
	return value;
}
