// tokens: the ids of codex-tokens are those of npm's tiktoken.
// `tokens.mjs --fixture` prints test/fixtures/tokens.jsonl instead.
import { get_encoding } from 'tiktoken';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync }
	from 'node:fs';
import { tmpdir } from 'node:os';
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';

const { BUILD, REPO } = process.env;
const names = ['o200k_base', 'cl100k_base'];

let state = 2026; // a fixed sequence: a failure can be repeated
function random(n) {
	state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
	return Math.floor((state / 0x80000000) * n);
}

// what the patterns treat specially, and neighbours of it
const special = [
	'a', 'B', 's', 'S', "'", 't', 'll', 're', 'VE', "'D", ' ', '\n', '\r',
	'\t', '\v', '/', '1', '२', 'Ⅷ', '²', '!', '(', '_', '\u017f', '\u212a',
	'\u0130', 'ǅ', 'ʰ', '中', 'א', 'é', 'ß', 'Ω', '\u0301', '\u0903',
	'\u20e3', '\ufe0f', '\u200d', '\u200b', '\ufeff', '\u00a0', '\u2003',
	'\u0085', '\u2028', '\u180e', '😀', '\u{1f1e6}', '\u{10400}',
	'\u{10428}', '\u{1e900}', '\u{e0001}', '\u{10ffff}', '\ue000',
	'\u0378', '\u0000', '\u007f', '<|endoftext|>', 'The', ' quick',
	'\ud800', '\udfff', '\ufffd', '👩\u200d👩\u200d👧', '☂\ufe0f', '1\ufe0f\u20e3',
	'\u{1f3f4}\u{e0067}\u{e007f}', '\u0001', '\u001f', '\u009f', '\u202e',
];
function character() {
	const kind = random(10);
	if (kind < 7)
		return special[random(special.length)];
	if (kind < 8)
		return String.fromCharCode(32 + random(95));
	for (;;) {
		const cp = random(kind < 9 ? 0x3000 : 0x110000);
		if (cp < 0xd800 || cp > 0xdfff)
			return String.fromCodePoint(cp);
	}
}
function text() {
	let s = '';
	for (let n = 1 + random(24); n > 0; n--)
		s += character().repeat(random(20) === 0 ? 1 + random(300) : 1);
	return s;
}

function letters(n) {
	const few = 2 + random(5);
	let s = '';
	while (s.length < n)
		s += 'etsaioé'[random(few)].repeat(random(10) ? 1 : random(90));
	return s;
}

function fixture() {
	for (const name of names) {
		const enc = get_encoding(name);
		for (let i = 0; i < 150; i++) {
			// the last few are pieces of thousands of bytes
			const s = i < 145 ? text().slice(0, 200).toWellFormed() :
				letters(3000);
			const ids = [...enc.encode(s, [], [])];
			console.log(JSON.stringify({ encoding: name, text: s, ids }));
		}
	}
}

function repository() {
	const files = execFileSync('git', ['-C', REPO, 'ls-files', '-z'],
		{ encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0');
	return files.filter((f) => f).map((f) => {
		try {
			return readFileSync(join(REPO, f));
		} catch {
			return Buffer.alloc(0); // deleted, or a link to nowhere
		}
	}).filter((b) => isUtf8(b));
}

// longer ones make the wasm trap
function runs() {
	const pieces = ['a', ' ', '\n', '^', '=', 'ab', '0', 'A', '中', '\u0301',
		'\r\n', ' \n', "'s", '/', '\t ', 'xyzzy', '.-'];
	const list = [];
	for (const p of pieces)
		for (const n of [40, 47, 48, 49, 50, 127, 128, 129, 500, 4000])
			list.push(p.repeat(n), p.repeat(n) + 'x', 'X' + p.repeat(n));
	for (let i = 0; i < 100; i++)
		list.push(letters(49 + random(4000)));
	return list;
}

// one line of ids for each file; --decode gives the bytes back
function ours(name, files) {
	const lines = [];
	for (let i = 0; i < files.length; i += 5000) {
		const some = files.slice(i, i + 5000);
		lines.push(...execFileSync(join(BUILD, 'bin/codex-tokens'),
			['--encoding', name, '--encode', ...some],
			{ encoding: 'latin1', maxBuffer: 1 << 30 })
			.trimEnd().split('\n'));
	}
	return lines;
}

function compare(what, texts) {
	const dir = mkdtempSync(join(tmpdir(), 'tokens-'));
	const files = texts.map((t, i) => {
		const file = join(dir, `${i}`);
		writeFileSync(file, t);
		return file;
	});
	for (const name of names) {
		let enc = get_encoding(name);
		const lines = ours(name, files);
		let bad = texts.length - lines.length, first = '', bytes = 0, traps = 0;
		texts.forEach((t, i) => {
			let want;
			try {
				want = enc.encode(`${t}`, [], []).join(' ');
			} catch { // a run that is too long for it
				enc = get_encoding(name);
				traps++;
				return;
			}
			bytes += Buffer.byteLength(t);
			if (lines[i] === want)
				return;
			first ||= JSON.stringify(`${t}`.slice(0, 200));
			bad++;
		});
		const all = `${texts.length - traps} texts, ${bytes} bytes` +
			(traps ? `; it gave up on ${traps} more` : '');
		console.log(bad === 0 ? `ok ${name}: ${what} (${all})` :
			`not ok ${name}: ${what}: ${bad} of ${all}; first ${first}`);
		enc.free();
	}
	rmSync(dir, { recursive: true });
}

// random strings: recorded as the fixture is, and held against the library
// in one process for each round
function many(rounds, count) {
	const dir = mkdtempSync(join(tmpdir(), 'tokens-'));
	const encodings = names.map((name) => get_encoding(name));
	let bad = '';
	for (let round = 0; round < rounds && !bad; round++) {
		const lines = [];
		for (let i = 0; i < count; i++) {
			const s = text().toWellFormed();
			names.forEach((encoding, k) => lines.push(JSON.stringify({
				encoding, text: s,
				ids: [...encodings[k].encode(s, [], [])] })));
		}
		writeFileSync(join(dir, 'recorded.jsonl'), lines.join('\n'));
		const out = spawnSync(join(BUILD, 'test/tokens'), [
			...names.map((n) => join(BUILD, `share/codex/${n}.table`)),
			'recorded.jsonl', `${lines.length}`],
		{ cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
		if (!/^ok .*all texts/m.test(out))
			bad = out.slice(0, 300);
	}
	console.log(`${bad ? 'not ok' : 'ok'} ${rounds * count} random strings of all planes ${bad}`);
	rmSync(dir, { recursive: true });
}

// text of this machine: sources, documentation, what npm installed
function mixed(most) {
	const texts = [];
	let bytes = 0;
	for (const top of [join(BUILD, 'corpora'), '/usr/share/i18n',
		'/usr/share/perl', '/usr/lib/python3', '/usr/share/bash-completion',
		join(BUILD, 'oracles/node_modules'), '/usr/include', '/usr/share/doc']) {
		let all = [];
		try {
			all = readdirSync(top, { recursive: true, withFileTypes: true });
		} catch {
			continue; // not on this machine
		}
		let some = 0; // no kind is the most of it
		for (const f of all.filter((f) => f.isFile())) {
			if (bytes >= most || some >= most / 3)
				break;
			const b = readFileSync(join(f.parentPath, f.name));
			if (b.length > 1e7 || !isUtf8(b) || b.includes(0))
				continue;
			texts.push(b);
			bytes += b.length;
			some += b.length;
		}
	}
	return texts;
}

if (process.argv[2] === '--fixture') {
	fixture();
} else {
	compare('every file of this repository', repository());
	many(20, 10000);
	compare('long runs', runs());
	compare('mixed text of this machine', mixed(55e6));
}
