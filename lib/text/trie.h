#ifndef TEXT_TRIE_H
#define TEXT_TRIE_H

#include "text/table.h"

/* What gentable puts into a table as its nodes: see struct table_node. */
struct trie {
	const char *bytes; /* of the tokens */
	const struct table_token *tokens;
	struct table_node *nodes;
	unsigned char *used; /* of each slot: as a node, as a base */
	uint32_t size;       /* a multiple of 256 */
	uint32_t root;
	uint32_t free; /* all slots before it are used */
};

/* Puts n tokens into t, whose bytes and tokens are set, the rest 0. */
void trie_build(struct trie *t, uint32_t n);
void trie_release(struct trie *t);

#endif
