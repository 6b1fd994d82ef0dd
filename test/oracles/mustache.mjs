// mustache: codex-template renders what npm's mustache does, escaping apart.
import Mustache from 'mustache';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'mustache-'));
const folder = join(root, '.codex/prompt_templates');
mkdirSync(join(folder, 'partials'), { recursive: true });

let state = 2026; // a fixed sequence: a failure can be repeated
function random(n) {
	state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
	return Math.floor((state / 0x80000000) * n);
}
const pick = (list) => list[random(list.length)];

const values = { a: 'A & <b>', none: '', list: ['x', '{{a}}', 'z'] };
const partials = { p: 'one {{a}}\ntwo\n', q: 'inline{{! no }}' };
const pieces = [
	'text', ' ', '\n', '  ', '\t', '{{a}}', '{{{a}}}', '{{&a}}', '{{ a }}',
	'{{! a comment }}', '\n  {{> p}}\n', '{{>q}}', '{{.}}', '}{.',
];
function template(depth) {
	let text = '';
	for (let i = random(8); i >= 0; i--) {
		if (random(4) > 0 || depth === 0) {
			text += pick(pieces);
			continue;
		}
		const name = pick(['a', 'none', 'list']);
		const line = pick(['', '\n', ' ', '\n  ']);
		text += `${line}{{${pick('#^'.split(''))}${name}}}${pick(['', '\n', ' \n'])}` +
			template(depth - 1) + `${line}{{/${name}}}${pick(['', '\n'])}`;
	}
	return text;
}

// p has two lines and stands on a line of its own: elsewhere mustache.js
// indents its second line, which the specification does not
// an unwanted `{{.}}` at the top is the whole object: not a thing to compare
const squeeze = (text) => text.replace(/\s+/g, '');
const asks = (text) => !/\{\{\{\{|\}\}\}\}|\{\{\{(?!a)/.test(text);
const front = '---\npurpose: test\nvariables: {a: "", none: "", list: ""}\n---\n# user\n[';
let same = 0;
for (const [name, text] of Object.entries(partials))
	writeFileSync(join(folder, 'partials', `${name}.md`), text);
for (let i = 0; i < 400; i++) {
	const text = `.${template(3)}`.replace(/\{\{\.\}\}/g, i % 2 ? '{{a}}' : '');
	if (!asks(text))
		continue;
	const expected = Mustache.render(`[${text}\n]`, values, partials,
		{ escape: (s) => s });
	writeFileSync(join(folder, 't.md'), `${front}${text}\n]`);
	const line = execFileSync(join(process.env.BUILD, 'bin/codex-template'),
		['--root', root, '--no-stdin', 't', `a=${values.a}`, 'none=',
			...values.list.map((v) => `list=${v}`)], { encoding: 'utf8' });
	const got = JSON.parse(line).details.messages[0].content;
	// mustache.js takes a line of several tags for standalone, which the
	// specification does not: white space is codex-template.bats' to test
	if (squeeze(got) !== squeeze(expected)) {
		console.log(`not ok mustache: ${JSON.stringify({ text, expected, got })}`);
		rmSync(root, { recursive: true });
		process.exit(1);
	}
	same++;
}
rmSync(root, { recursive: true });
console.log(same > 200 ? `ok mustache: ${same} random templates render the same`
	: `not ok mustache: only ${same} templates were compared`);
