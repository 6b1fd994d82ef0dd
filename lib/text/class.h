#ifndef TEXT_CLASS_H
#define TEXT_CLASS_H

#include <stdint.h>

/*
 * The classes of code points that the patterns of the encodings tell apart,
 * as Unicode 16.0 has them: the version that tiktoken's core was built
 * with. Each code point is in exactly one; sets of them are ORed together.
 */
enum {
	CLASS_OTHER = 1,   /* none of those below; unassigned; invalid UTF-8 */
	CLASS_SPACE = 2,   /* White_Space but for: */
	CLASS_NEWLINE = 4, /* CR and LF */
	CLASS_NUMBER = 8,  /* N */
	CLASS_UPPER = 16,  /* Lu, Lt */
	CLASS_LOWER = 32,  /* Ll */
	CLASS_LETTER = 64, /* Lm, Lo */
	CLASS_MARK = 128,  /* M */
};

/* In two stages: the block of 128 by its number, then the class in it. */
extern const unsigned char class_index[];
extern const unsigned char class_blocks[][128];

static inline unsigned
class_of(uint32_t cp)
{
	return class_blocks[class_index[cp >> 7]][cp & 127];
}

#endif
