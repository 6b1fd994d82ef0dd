// tokens: how fast a peer encodes a file, and the hash of the ids.
// tokens.mjs tiktoken|gpt-tokenizer ENCODING FILE: prints MB a second of the
// thread's processor time, the better of two, and the sha256 of the ids.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [peer, encoding, file] = process.argv.slice(2);
const bytes = readFileSync(file).length;
const text = readFileSync(file, 'utf8');

let encode, count;
if (peer === 'tiktoken') {
	const { get_encoding } = await import('tiktoken');
	const enc = get_encoding(encoding);
	encode = count = () => enc.encode(text, [], []);
} else {
	const gpt = await import(`gpt-tokenizer/encoding/${encoding}`);
	const plain = { disallowedSpecial: new Set() };
	encode = () => gpt.encode(text, plain);
	count = () => gpt.countTokens(text, plain);
}

let best = Infinity;
for (let i = 0; i < 2; i++) {
	const start = process.threadCpuUsage();
	count();
	const used = process.threadCpuUsage(start);
	best = Math.min(best, used.user + used.system);
}
const ids = Uint32Array.from(encode());
const hash = createHash('sha256').update(Buffer.from(ids.buffer)).digest('hex');
console.log((bytes / best).toPrecision(3), hash);
