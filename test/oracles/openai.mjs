// openai: the official client gets from codex-replay what it gets from the
// API. Run without arguments it starts codex-replay, which starts it again.
import OpenAI from 'openai';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { BUILD } = process.env;
const self = fileURLToPath(import.meta.url);
const statuses = {
	400: 'BadRequestError', 401: 'AuthenticationError',
	403: 'PermissionDeniedError', 404: 'NotFoundError',
	409: 'ConflictError', 422: 'UnprocessableEntityError',
	429: 'RateLimitError', 500: 'InternalServerError',
	503: 'InternalServerError',
};
const long = 'A reply that is long enough to come in pieces, naïve ones too 😀.';

const rules = [
	...Object.keys(statuses).map((status) => ({
		when: [{ text: `fail ${status}.` }],
		reply: {
			status: Number(status),
			error: { message: `as ${status}`, code: `code_${status}` },
			headers: { 'x-should-retry': 'false' },
		},
	})),
	{
		when: [{ text: 'try again' }], times: 2,
		reply: { status: 503, error: {}, headers: { 'retry-after-ms': '1' } },
	},
	{ when: [{ text: 'try again' }], reply: { text: 'third time' } },
	{
		when: [{ result: 'weather', contains: '"celsius":7' },
			{ result: 'clock', contains: 'noon' }],
		reply: { text: 'It is 7 degrees at noon.' },
	},
	{
		when: [{ text: 'weather' }],
		reply: { text: 'I will look.', calls: [
			{ name: 'weather', arguments: { city: 'Reykjavík' } },
			{ name: 'clock', arguments: {} }] },
	},
	{ when: [{ text: 'as JSON' }], reply: { text: '{"answer":42}' } },
	{ when: [{ text: 'refuse' }], reply: { refusal: 'I will not.' } },
	{ when: [{ text: 'cut' }],
		reply: { text: 'The begi', finish_reason: 'length' } },
	{ when: [{ text: 'long' }], reply: { text: long } },
];

async function check(name, fn) {
	try {
		await fn();
		console.log(`ok ${name}`);
	} catch (error) {
		console.log(`not ok ${name}: ${error.message.split('\n').join(' | ')}`);
	}
}

const model = 'gpt-5-mini';
const ask = (content) => ({ model, messages: [{ role: 'user', content }] });
const schema = { type: 'object', properties: { answer: { type: 'number' } },
	required: ['answer'], additionalProperties: false };
const tools = ['weather', 'clock'].map((name) => ({ type: 'function', name,
	parameters: { type: 'object', properties: {} }, strict: false }));

async function all(stream) {
	const out = [];
	for await (const event of stream)
		out.push(event);
	return out;
}

async function chat(client) {
	await check('chat: a completion', async () => {
		const c = await client.chat.completions.create(ask('long'));
		assert.equal(c.choices[0].message.content, long);
		assert.equal(c.choices[0].finish_reason, 'stop');
		assert.equal(c.usage.total_tokens,
			c.usage.prompt_tokens + c.usage.completion_tokens);
		assert.match(c._request_id, /^req_/);
	});
	await check('chat: a stream by iteration', async () => {
		const chunks = await all(await client.chat.completions.create({
			...ask('long'), stream: true,
			stream_options: { include_usage: true } }));
		const text = chunks.map((c) => c.choices[0]?.delta.content ?? '');
		assert.equal(text.join(''), long);
		assert.ok(text.filter((t) => t).length > 2);
		assert.ok(chunks.at(-1).usage.total_tokens > 0);
	});
	await check('chat: the stream() helper', async () => {
		const stream = client.chat.completions.stream(ask('long'));
		assert.equal(await stream.finalContent(), long);
		const c = await stream.finalChatCompletion();
		assert.equal(c.choices[0].finish_reason, 'stop');
	});
	await check('chat: the stream() helper with tool calls', async () => {
		const c = await client.chat.completions.stream({
			...ask('weather'), tools: tools.map(({ name, parameters }) => ({
				type: 'function', function: { name, parameters } })),
		}).finalChatCompletion();
		assert.equal(c.choices[0].finish_reason, 'tool_calls');
		assert.deepEqual(c.choices[0].message.tool_calls.map(
			(t) => [t.function.name, t.function.arguments]),
		[['weather', '{"city":"Reykjavík"}'], ['clock', '{}']]);
	});
	for (const stream of [false, true])
		await check(`chat: runTools()${stream ? ' streamed' : ''}`, async () => {
			const asked = [];
			const runner = client.chat.completions.runTools({
				...ask('weather'), stream,
				tools: [['weather', { celsius: 7 }], ['clock', 'noon']].map(
					([name, answer]) => ({ type: 'function', function: {
						name, parse: JSON.parse,
						parameters: { type: 'object', properties: {} },
						function: (args) => {
							asked.push([name, args]);
							return JSON.stringify(answer);
						} } })),
			});
			assert.equal(await runner.finalContent(),
				'It is 7 degrees at noon.');
			assert.deepEqual(asked.sort(),
				[['clock', {}], ['weather', { city: 'Reykjavík' }]]);
		});
	await check('chat: parse() of structured output', async () => {
		const c = await client.chat.completions.parse({ ...ask('as JSON'),
			response_format: { type: 'json_schema',
				json_schema: { name: 'a', strict: true, schema } } });
		assert.deepEqual(c.choices[0].message.parsed, { answer: 42 });
	});
	await check('chat: a refusal, streamed', async () => {
		const c = await client.chat.completions.stream(ask('refuse'))
			.finalChatCompletion();
		assert.equal(c.choices[0].message.refusal, 'I will not.');
		assert.equal(c.choices[0].message.content, null);
	});
	await check('chat: an answer cut short is an error to parse()', () =>
		assert.rejects(client.chat.completions.parse({ ...ask('cut as json'),
			response_format: { type: 'json_schema',
				json_schema: { name: 'a', strict: true, schema } } }),
		OpenAI.LengthFinishReasonError));
	await check('chat: legacy functions', async () => {
		const c = await client.chat.completions.create({ ...ask('weather'),
			functions: [{ name: 'weather' }] });
		assert.equal(c.choices[0].message.function_call.name, 'weather');
		assert.equal(c.choices[0].finish_reason, 'function_call');
		const next = await client.chat.completions.create({ model,
			messages: [c.choices[0].message,
				{ role: 'function', name: 'weather', content: '"celsius":7' },
				{ role: 'function', name: 'clock', content: 'noon' }],
			functions: [{ name: 'weather' }] });
		assert.equal(next.choices[0].message.content,
			'It is 7 degrees at noon.');
	});
}

async function responses(client) {
	await check('responses: an answer and output_text', async () => {
		const r = await client.responses.create({ model, input: 'long' });
		assert.equal(r.output_text, long);
		assert.equal(r.status, 'completed');
		assert.ok(r.usage.input_tokens > 0);
	});
	await check('responses: a stream by iteration', async () => {
		const events = await all(await client.responses.create(
			{ model, input: 'long', stream: true }));
		assert.deepEqual(events.map((e) => e.sequence_number),
			[...events.keys()]);
		assert.equal(events.at(-1).type, 'response.completed');
		assert.equal(events.filter((e) =>
			e.type === 'response.output_text.delta')
			.map((e) => e.delta).join(''), long);
	});
	await check('responses: the stream() helper', async () => {
		const r = await client.responses.stream({ model, input: 'long' })
			.finalResponse();
		assert.equal(r.output_text, long);
	});
	await check('responses: calls and their outputs, streamed', async () => {
		const input = [{ role: 'user', content: 'weather' }];
		const first = await client.responses.stream({ model, input, tools })
			.finalResponse();
		const calls = first.output.filter((o) => o.type === 'function_call');
		assert.deepEqual(calls.map((c) => [c.name, JSON.parse(c.arguments)]),
			[['weather', { city: 'Reykjavík' }], ['clock', {}]]);
		const outputs = calls.map((c, i) => ({ type: 'function_call_output',
			call_id: c.call_id, output: ['{"celsius":7}', 'noon'][i] }));
		const second = await client.responses.create({ model, tools,
			input: [...input, ...first.output, ...outputs] });
		assert.equal(second.output_text, 'It is 7 degrees at noon.');
		const third = await client.responses.create({ model, tools,
			previous_response_id: first.id, input: outputs });
		assert.equal(third.output_text, 'It is 7 degrees at noon.');
	});
	await check('responses: parse() of structured output', async () => {
		const r = await client.responses.parse({ model, input: 'as JSON',
			text: { format: { type: 'json_schema', name: 'a', strict: true,
				schema } } });
		assert.deepEqual(r.output_parsed, { answer: 42 });
	});
	await check('responses: a refusal and an incomplete answer', async () => {
		const r = await client.responses.stream({ model, input: 'refuse' })
			.finalResponse();
		assert.equal(r.output[0].content[0].refusal, 'I will not.');
		const cut = await client.responses.create({ model, input: 'cut' });
		assert.equal(cut.status, 'incomplete');
		assert.equal(cut.incomplete_details.reason, 'max_output_tokens');
	});
	await check('responses: the count of input tokens', async () => {
		const r = await client.responses.inputTokens.count(
			{ model, input: 'long' });
		assert.ok(r.input_tokens > 0);
	});
}

async function rest(client) {
	for (const [status, name] of Object.entries(statuses))
		for (const stream of [false, true])
			await check(`error ${status} is ${name}${stream ? ', streamed' : ''}`,
				async () => {
					const error = await client.responses.create({ model, stream,
						input: `fail ${status}.` }).then(assert.fail, (e) => e);
					assert.equal(error.constructor.name, name);
					assert.ok(error instanceof OpenAI[name]);
					assert.equal(error.status, Number(status));
					assert.equal(error.code, `code_${status}`);
					assert.match(error.message, new RegExp(`as ${status}`));
					assert.match(error.requestID, /^req_/);
				});
	await check('what may be tried again is', async () => {
		const c = await client.chat.completions.create(ask('try again'));
		assert.equal(c.choices[0].message.content, 'third time');
	});
	await check('six calls at once', async () => {
		const texts = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => i % 2
			? client.responses.stream({ model, input: `long ${i}` })
				.finalResponse().then((r) => r.output_text)
			: client.chat.completions.create(ask(`long ${i}`))
				.then((c) => c.choices[0].message.content)));
		assert.deepEqual(texts, Array(6).fill(long));
	});
	await check('the list of models', async () => {
		const models = await all(await client.models.list());
		assert.deepEqual(models.map((m) => m.id), ['scripted']);
		await assert.rejects(client.models.retrieve('no-such'),
			OpenAI.NotFoundError);
	});
	await check('an unknown path is NotFoundError', () => assert.rejects(
		client.embeddings.create({ model, input: 'x' }),
		OpenAI.NotFoundError));
	await check('a miss is BadRequestError, once', async () => {
		const error = await client.responses.create(
			{ model, input: 'nothing like it' }).then(assert.fail, (e) => e);
		assert.ok(error instanceof OpenAI.BadRequestError);
		assert.equal(error.code, 'replay_miss');
	});
}

if (process.argv[2] === 'client') {
	const client = new OpenAI(); // its key and its address: the environment's
	await chat(client);
	await responses(client);
	await rest(client);
} else {
	const dir = mkdtempSync(join(tmpdir(), 'oracle-'));
	const cassette = join(dir, 'c.jsonl');
	writeFileSync(cassette, rules.map((r) => JSON.stringify(r)).join('\n'));
	const run = spawnSync(join(BUILD, 'bin/codex-replay'),
		[cassette, '--', process.execPath, self, 'client'],
		{ stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' });
	rmSync(dir, { recursive: true });
	await check('codex-replay tells both misses, and exits with 8', () => {
		assert.equal(run.status, 8, run.stderr);
		assert.equal(run.stderr.match(/^codex-replay: no answer/gm).length, 2,
			run.stderr);
	});
}
