// requests: what codex-call sends is what the API's own document allows: all
// of dialect, stream and tools combined, for a prompt and for a conversation.
import Ajv2020 from 'ajv/dist/2020.js';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync }
	from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { BUILD, REPO } = process.env;
const path = join(REPO, '../shared/openai-openapi-subset.json');
const names = {
	chat: 'CreateChatCompletionRequest', responses: 'CreateResponse',
	functions: 'CreateChatCompletionRequest',
};

// The document is of 3.1 with the `nullable` of 3.0, at which ajv gives up;
// its overlapping oneOfs refuse what the API takes.
function mend(node) {
	if (Array.isArray(node))
		return node.map(mend);
	if (node === null || typeof node !== 'object')
		return node;
	const { nullable, oneOf, ...rest } = Object.fromEntries(
		Object.entries(node).map(([k, v]) => [k, mend(v)]));
	if (oneOf !== undefined)
		rest.anyOf = oneOf;
	return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

// Every member that a schema knows: the API refuses others, the schema not.
function members(doc, schema, found = new Set()) {
	if (schema.$ref !== undefined)
		schema = schema.$ref.slice(2).split('/')
			.reduce((v, key) => v[key], doc);
	Object.keys(schema.properties ?? {}).forEach((k) => found.add(k));
	for (const part of [...schema.allOf ?? [], ...schema.anyOf ?? []])
		members(doc, part, found);
	return found;
}

function validators() {
	const doc = mend(JSON.parse(readFileSync(path)));
	const ajv = new Ajv2020({ strict: false, validateFormats: false,
		allErrors: false });
	ajv.addSchema({ $id: 'https://example.org/api', ...doc });
	return Object.fromEntries(Object.entries(names).map(([api, name]) => {
		const ref = `#/components/schemas/${name}`;
		const check = ajv.compile({ $ref: `https://example.org/api${ref}` });
		const known = members(doc, { $ref: ref });
		return [api, (request) => {
			if (!check(request))
				return `${check.errors[0].instancePath} ${check.errors[0].message}`;
			const odd = Object.keys(request).filter((k) => !known.has(k));
			return odd.length > 0 ? `unknown members ${odd}` : null;
		}];
	}));
}

const conversation = [
	{ role: 'system', content: 'Be brief.' },
	{ role: 'user', content: [{ type: 'text', text: 'Where is main?' }] },
	{ role: 'assistant', content: 'I look.', tool_calls: [
		{ id: 'call_1', type: 'function',
			function: { name: 'grep', arguments: '{"pattern":"main"}' } },
		{ id: 'call_2', type: 'function',
			function: { name: 'list_files', arguments: '{}' } }] },
	{ role: 'tool', tool_call_id: 'call_1', content: '{"success":true}' },
	{ role: 'tool', tool_call_id: 'call_2', content: '{"success":true}' },
	{ role: 'assistant', content: 'In main.c.' },
	{ role: 'user', content: 'And then?' },
];

// The same in the older form, which has one call in a message, without ids.
const older = [
	...conversation.slice(0, 2),
	{ role: 'assistant', content: null,
		function_call: { name: 'grep', arguments: '{"pattern":"main"}' } },
	{ role: 'function', name: 'grep', content: '{"success":true}' },
	...conversation.slice(5),
];

// A picture of one pixel, in base64.
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk' +
	'+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function request(dir, args, input) {
	return JSON.parse(execFileSync(join(BUILD, 'bin/codex-call'),
		['--dry-run', '-m', 'gpt-5-mini', '--root', dir, ...args],
		{ cwd: dir, input, encoding: 'utf8' }));
}

function shapes(dir, validate) {
	const whole = JSON.stringify(conversation);
	const schema = ['--schema', join(dir, 'answer.json')];
	for (const api of ['chat', 'responses', 'functions']) {
		for (const stream of [[], ['--no-stream']]) {
			for (const tools of [['-T', 'all,run_tests,apply_patch'],
				['-T', 'none']]) {
				const args = ['--api', api, ...stream, ...tools];
				const what = args.slice(1).join(' ');
				const problem =
					validate[api](request(dir, [...args, 'hi'], '')) ??
					validate[api](request(dir,
						[...args, ...schema, '--input', 'messages'], whole));
				console.log(problem === null ? `ok ${what}` :
					`not ok ${what}: ${problem}`);
			}
		}
	}
}

// What flags and files add, in each form.
function extras(dir, validate) {
	const files = ['one.png', 'paper.pdf', 'notes.txt'].flatMap((name) =>
		['-a', join(dir, name)]);
	const sets = {
		'a forced call': ['--tool-choice', 'grep'],
		'a required call': ['--tool-choice', 'required'],
		'no call': ['--tool-choice', 'none'],
		'one call at a time': ['--no-parallel'],
		'an effort': ['--reasoning-effort', 'low'],
		'attachments': files,
		'a schema without a strict form': ['--schema', join(dir, 'open.json')],
		'all at once': [...files, '--tool-choice', 'grep', '--no-parallel',
			'--reasoning-effort', 'minimal', '--schema',
			join(dir, 'answer.json')],
	};
	for (const [what, args] of Object.entries(sets)) {
		for (const api of ['chat', 'responses', 'functions']) {
			if (api === 'functions' && what === 'a required call')
				continue; /* which it cannot express */
			const problem = validate[api](
				request(dir, ['--api', api, ...args, 'hi'], ''));
			console.log(problem === null ? `ok ${api} with ${what}` :
				`not ok ${api} with ${what}: ${problem}`);
		}
	}
	const problem = validate.functions(request(dir, ['--api', 'functions',
		'--input', 'messages'], JSON.stringify(older)));
	console.log(problem === null ? 'ok functions, continued' :
		`not ok functions, continued: ${problem}`);
}

// What must be refused is refused, or the above says nothing.
function controls(dir, validate) {
	const chat = request(dir, ['--api', 'chat', 'hi'], '');
	const responses = request(dir, ['--api', 'responses', 'hi'], '');
	const { strict, ...lax } = responses.tools[0];
	const wrong = {
		'messages as text': ['chat', { ...chat, messages: 'hi' }],
		'no messages': ['chat', { ...chat, messages: undefined }],
		'a role that is none': ['chat',
			{ ...chat, messages: [{ role: 'robot', content: 'hi' }] }],
		'a member that is none': ['chat', { ...chat, input: 'hi' }],
		'a tool that is not said to be strict or not': ['responses',
			{ ...responses, tools: [lax] }],
		'items as a number': ['responses', { ...responses, input: 3 }],
		'an effort that is none': ['responses',
			{ ...responses, reasoning: { effort: 'lots' } }],
		'a choice as Chat has it': ['responses', { ...responses,
			tool_choice: { type: 'function', function: { name: 'grep' } } }],
		'an image as Chat has it': ['responses', { ...responses, input: [
			{ role: 'user', content: [{ type: 'image_url',
				image_url: { url: `data:image/png;base64,${png}` } }] }] }],
		'a result without the name of its function': ['functions', { ...chat,
			messages: [{ role: 'function', content: 'x' }] }],
	};
	for (const [what, [api, body]] of Object.entries(wrong)) {
		const problem = validate[api](JSON.parse(JSON.stringify(body)));
		console.log(problem !== null ? `ok refused: ${what}` :
			`not ok refused: ${what}: it was taken`);
	}
}

if (existsSync(path)) {
	const dir = mkdtempSync(join(tmpdir(), 'requests-'));
	writeFileSync(join(dir, 'answer.json'), JSON.stringify({ type: 'object',
		properties: { line: { type: 'integer' } } }));
	writeFileSync(join(dir, 'open.json'), JSON.stringify({ type: 'object',
		additionalProperties: true, properties: {} }));
	writeFileSync(join(dir, 'one.png'), Buffer.from(png, 'base64'));
	writeFileSync(join(dir, 'paper.pdf'), '%PDF-1.4\n\0');
	writeFileSync(join(dir, 'notes.txt'), 'notes\n');
	const validate = validators();
	shapes(dir, validate);
	extras(dir, validate);
	controls(dir, validate);
	rmSync(dir, { recursive: true });
} else {
	console.log('skip requests: the API\'s document is not beside the ' +
		'repository (../shared/openai-openapi-subset.json)');
}
