// report: what codex-report writes of hostile content is read by others as
// exactly that content: SARIF's schema (ajv), junit2json, micromark with GFM,
// and the rules by which a GitHub runner looks for commands.
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { parse } from 'junit2json';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'report-'));
const schema = JSON.parse(readFileSync(createRequire(import.meta.url)
	.resolve('@microsoft/jest-sarif').replace(/lib\/index\.js$/,
		'lib/schemas/sarif-2.1.0-rtm.5.json')));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const valid = ajv.compile(schema);

let state = 2026; // a fixed sequence: a failure can be repeated
function random(n) {
	state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
	return Math.floor((state / 0x80000000) * n);
}
const pick = (list) => list[random(list.length)];
const pieces = [
	'a', 'b', ' ', '  ', '|', '\\|', '\\', '`', '``', '` |', '\n', '\n\n',
	'\r', '\r\n', '\t', '\0', '\x1b[31m', '\x9b', '\u2028', '\u202e', '\ufeff',
	'\ufffe', '\uffff', '\u{1F600}', '\u00e4', '::', '::error::', '\n::error::x',
	'##[error]x', '%', '%0A', '%3A', ',', ':', '<', '>', '&', '"', "'", '<br>',
	'<script>', '</code>', '</td>', '<!--', ']]>', '&amp;', '&#10;', '&#124;',
	'[x](http://e.example)', '![x](y)', '@user', '#1', 'https://e.example/',
	'www.e.example', '| --- |', '---', '# x', '- [ ] x', '~~', '**', '{0}',
	'::stop-commands::x', '::endgroup::', '<?x?>', '<![CDATA[', '/', '..', '.',
];
const text = (n) => Array.from({ length: 1 + random(n) }, () => pick(pieces)).join('');

// what text/visible.h makes of it; NUL is two bytes that are no UTF-8
function visible(s, lines) {
	return Array.from(s, (c) => {
		const cp = c.codePointAt(0);
		if (cp === 0) return '\\xc0\\x80';
		if (c === '\t' || (lines && c === '\n')) return c;
		return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp === 0x61c ||
			(cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
			(cp >= 0x2060 && cp <= 0x2069) || cp === 0xfeff ||
			(cp >= 0xe0000 && cp <= 0xe007f)
			? `\\u${cp.toString(16).padStart(4, '0')}` : c;
	}).join('');
}

function finding() {
	return {
		path: `d/${text(4).replace(/\0/g, '')}x`, line: 1 + random(9), rule: `r${text(4)}`,
		level: pick(['error', 'warning', 'note']), message: `m${text(12)}`,
		...(random(2) ? { hint: `h${text(6)}` } : {}),
		...(random(5) ? {} : { allowed: `a${text(3)}` }),
	};
}
const result = (success, details) => JSON.stringify({ success, details, tokens: 1 });
function lines() {
	const findings = Array.from({ length: random(4) }, finding);
	const failures = Array.from({ length: random(3) }, () => ({
		name: `n${text(4)}`, path: `t/${random(9)}.c`, line: 1, message: `f${text(8)}` }));
	return {
		findings, failures,
		input: [
			result(true, { findings, summary: `s${text(5)}` }),
			result(failures.length === 0, { failures, command: `c${text(3)}`,
				output: text(9), passed: 1, failed: failures.length, skipped: 0 }),
			result(false, { error: { code: 'timeout', message: `e${text(5)}`, hint: text(3) } }),
		].join('\n'),
	};
}

const faults = new Map();
let checks = 0;
function same(what, got, wanted, input) {
	checks++;
	if (JSON.stringify(got) !== JSON.stringify(wanted) && !faults.has(what))
		faults.set(what, `${JSON.stringify(got)} for ${JSON.stringify(wanted)} of ${input}`);
}
function report(args, input) {
	const got = spawnSync(join(process.env.BUILD, 'bin/codex-report'),
		['--root', root, ...args], { input, encoding: 'utf8', cwd: root,
			env: { PATH: process.env.PATH } });
	same('status', [got.status, got.stderr], [1, ''], input);
	return got.stdout;
}
const file = (name) => readFileSync(join(root, name), 'utf8');
const normal = (path) => { // as root_normalise; null when it leads out
	const parts = [];
	for (const part of path.split('/')) {
		if (part === '..' && parts.pop() === undefined)
			return null;
		if (part !== '' && part !== '.' && part !== '..')
			parts.push(part);
	}
	return parts.join('/');
};

function sarif(made, input) {
	const log = JSON.parse(file('sarif'));
	same('sarif: valid by its schema', valid(log) ? null : valid.errors[0], null, input);
	const order = { error: 0, warning: 1, note: 2 };
	const all = [...made.findings, ...made.failures.map((f) => ({ ...f, level: 'error' }))]
		.sort((a, b) => order[a.level] - order[b.level]);
	same('sarif: places', log.runs[0].results.map((r) =>
		decodeURIComponent(r.locations[0].physicalLocation.artifactLocation.uri)),
	all.map((f) => normal(f.path)), input);
	same('sarif: no link', log.runs[0].results.some((r) => /[^\\]\]\(/.test(r.message.text)), false, input);
	same('sarif: suppressed', log.runs[0].results.map((r) => !!r.suppressions),
		all.map((f) => !!f.allowed), input);
}

function gitlab(made, input) {
	const list = JSON.parse(file('gitlab'));
	const all = [...made.findings.filter((f) => !f.allowed), ...made.failures,
		{ path: '.gitlab-ci.yml', line: 1 }];
	same('gitlab: findings', list.map((f) => [f.location.path, f.location.lines.begin]),
		all.map((f) => [normal(f.path), f.line]), input);
	same('gitlab: prints differ', new Set(list.map((f) => f.fingerprint)).size, list.length, input);
}

async function junit(made, input) {
	const suites = (await parse(file('junit'))).testsuite;
	// XML has no way to write these
	const xml = (s) => visible(s, true).replace(/[\ufffe\uffff]/g, '\ufffd');
	const cases = suites.flatMap((s) => s.testcase);
	const failed = cases.filter((c) => c.failure);
	const red = [...made.findings.filter((f) => f.level === 'error' && !f.allowed), ...made.failures];
	same('junit: failures', failed.map((c) => c.failure[0].message), red.map((f) => xml(f.message)), input);
	same('junit: errors', cases.filter((c) => c.error).length, 1, input);
	same('junit: tests that failed', cases.filter((c) => c.file?.startsWith('t/')).map((c) => c.name),
		made.failures.map((f) => xml(visible(f.name))), input);
	for (const s of suites)
		same('junit: counts', [s.tests, s.failures, s.errors], [s.testcase.length,
			s.testcase.filter((c) => c.failure).length, s.testcase.filter((c) => c.error).length], input);
}

const unescape = (s) => s.replace(/&(lt|gt|quot|amp|#124);/g, (_, n) =>
	({ lt: '<', gt: '>', quot: '"', amp: '&', '#124': '|' })[n]);
function markdown(made, input) {
	const html = micromark(file('markdown'), { extensions: [gfm()], htmlExtensions: [gfmHtml()],
		allowDangerousHtml: true });
	const bare = html.replace(/<code>[^<]*<\/code>/g, '');
	const tags = [...new Set(bare.match(/<\/?[a-z!?][^>]*>/gi))].filter((t) =>
		!/^<\/?(h2|table|thead|tbody|tr|th|td)>$|^<br>$/.test(t));
	same('markdown: tags', tags, [], input);
	// what is no code is ours: no content, no mention, no reference
	same('markdown: words', bare.replace(/<[^>]*>/g, ' ').replace(/\d+|\|/g, '').split(/\s+/)
		.filter((w) => !/^(errors?,|warnings?|and|notes?|in|results|level|where|what|rule|hint:|allowed|error|answer|result|summary|yes|no|more|lines|\.\.\.|)$/.test(w)),
	[], input);
	const cells = html.split('</table>')[0].match(/<tr>[^]*?<\/tr>/g).slice(1)
		.map((row) => row.match(/<td>[^]*?<\/td>/g));
	same('markdown: cells', cells.every((row) => row.length === 4), true, input);
	same('markdown: rows', cells.length, made.findings.length + made.failures.length + 1, input);
	const order = { error: 0, warning: 1, note: 2 };
	const places = [...made.findings, ...made.failures.map((f) => ({ ...f, level: 'error' }))]
		.sort((a, b) => order[a.level] - order[b.level])
		.map((f) => visible(`${normal(f.path)}:${f.line}`)).join('\n');
	same('markdown: places', cells.map((row) => unescape(row[1].replace(/<[^>]*>/g, '')))
		.filter((s) => s !== '').join('\n').replace(/ /g, ''), places.replace(/ /g, ''), input);
}

// Runner.Common/ActionCommand.cs, and ActionCommandManager's stop token
const known = ['error', 'warning', 'notice', 'group', 'endgroup', 'stop-commands', 'add-mask',
	'debug', 'echo', 'set-env', 'set-output', 'save-state', 'add-path', 'add-matcher', 'remove-matcher'];
function runner(log) {
	const seen = [];
	let stop = null;
	for (const line of log.split(/\r\n|\r|\n/)) {
		const m = /^\s*::([^ :]+)(?: ([^]*?))?::([^]*)$/.exec(line);
		if (stop !== null) {
			if (m && m[1] === stop)
				stop = null;
			continue;
		}
		if (m && known.includes(m[1].toLowerCase())) {
			if (m[1] === 'stop-commands')
				stop = m[3];
			seen.push([m[1], m[2] ?? '', m[3]]);
		} else if (/##\[[^\]]*\]/.test(line)) {
			seen.push(['old', '', line]);
		}
	}
	return seen;
}
const decode = (s) => s.replace(/%(0D|0A|3A|2C|25)/g, (_, x) =>
	({ '0D': '\r', '0A': '\n', '3A': ':', '2C': ',', 25: '%' })[x]);
function github(made, log, input) {
	const seen = runner(log);
	same('github: what is no annotation', seen.slice(-3).map(([name]) => name),
		['group', 'stop-commands', 'endgroup'], input);
	const word = { error: 'error', warning: 'warning', note: 'notice' };
	const red = made.findings.filter((f) => !f.allowed);
	const wanted = [...red.filter((f) => f.level === 'error'), ...made.failures,
		{}, ...red.filter((f) => f.level === 'warning'), ...red.filter((f) => f.level === 'note')]
		.map((f) => (f.path ? [word[f.level ?? 'error'], normal(f.path), visible(f.message, true) +
			(f.hint ? `\n${visible(f.hint, true)}` : '')] : ['error']));
	if (made.failures.length === 0 || wanted.length > 0)
		same('github: annotations', seen.slice(0, -3).map(([name, properties, message]) => {
			const path = /(?:^|,)file=([^,]*)/.exec(properties);
			return path ? [name, decode(path[1]), decode(message)] : [name];
		}), wanted, input);
}

const rounds = 200;
for (let i = 0; i < rounds; i++) {
	const made = lines();
	if (made.findings.some((f) => normal(f.path) === null || normal(f.path) === ''))
		continue;
	const shown = report(['--sarif', 'sarif', '--junit', 'junit', '--markdown', 'markdown',
		'--gitlab', 'gitlab'], made.input);
	same('text: no control characters', /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufeff]/.test(shown), false, made.input);
	same('text: no line begins with content', shown.split('\n').filter((l) =>
		!/^((allowed )?(error|warning|note): | {2}[|] |   --> |  hint: |  allowed: |yes: |no: |\d+ errors?, |$)/.test(l)), [], made.input);
	sarif(made, made.input);
	gitlab(made, made.input);
	await junit(made, made.input);
	markdown(made, made.input);
	github(made, report(['-f', 'github'], made.input), made.input);
}
rmSync(root, { recursive: true });
console.log(`# ${checks} comparisons over ${rounds} inputs`);
for (const name of ['sarif', 'gitlab', 'junit', 'markdown', 'github', 'text', 'status']) {
	const bad = [...faults].find(([what]) => what.startsWith(name));
	console.log(bad ? `not ok report ${bad[0]}: ${bad[1]}` : `ok report ${name}`);
}
