// codex-cli: the real Codex CLI does a turn with a function call against
// codex-replay: scripted, recorded and played in order, and over the route of
// its own provider, which tries a WebSocket first. Run without arguments it
// starts codex-replay, which starts it again with the name of a check.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync,
	writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { BUILD } = process.env;
const self = fileURLToPath(import.meta.url);
const replay = join(BUILD, 'bin/codex-replay');
const said = 'The file greets the world.';

// The platform's binary, which the package's own launcher would start.
function findCodex() {
	try {
		const require = createRequire(self);
		const own = require.resolve('@openai/codex/package.json');
		const pkg = createRequire(own)
			.resolve('@openai/codex-linux-x64/package.json');
		return join(dirname(pkg),
			'vendor/x86_64-unknown-linux-musl/bin/codex');
	} catch {
		return null;
	}
}

const rules = [
	{
		when: [{ result: 'exec_command', contains: 'hello, world' }],
		reply: { text: said },
	},
	{
		when: [{ text: 'What does greeting.txt say?' },
			{ no_text: 'hello, world' }],
		reply: { text: 'I look.', calls: [{ name: 'exec_command',
			arguments: { cmd: 'cat greeting.txt' } }] },
	},
];

const common = `model = "local-test"
approval_policy = "never"
sandbox_mode = "read-only"
check_for_update_on_startup = false
web_search = "disabled"
`;
const quiet = `
[analytics]
enabled = false
[otel]
exporter = "none"
metrics_exporter = "none"
trace_exporter = "none"
[features]
plugins = false
remote_plugin = false
apps = false
`;
const provider = (url) => `model_provider = "replay"
${quiet}
[model_providers.replay]
name = "replay"
base_url = "${url}"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
stream_idle_timeout_ms = 8000
`;
const builtin = (url) => `openai_base_url = "${url}"\n${quiet}`;

// Runs the CLI with our address in its configuration; prints what came.
function asCommand(kind, dir) {
	const url = process.env.OPENAI_BASE_URL;
	const home = mkdtempSync(join(dir, 'home-'));
	const last = join(home, 'last.txt');
	writeFileSync(join(home, 'config.toml'), common +
		(kind === 'builtin' ? builtin(url) : provider(url)));
	const r = spawnSync(findCodex(), ['exec', '--strict-config',
		'--skip-git-repo-check', '--ephemeral', '--json', '--color', 'never',
		'-o', last, 'What does greeting.txt say?'], {
		cwd: join(dir, 'project'),
		env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home,
			OPENAI_API_KEY: process.env.OPENAI_API_KEY,
			CODEX_API_KEY: process.env.OPENAI_API_KEY,
			NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
		stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: 60000,
	});
	const events = r.stdout.split('\n').filter((line) => line.startsWith('{'))
		.map((line) => JSON.parse(line));
	console.log(JSON.stringify({ status: r.status, events, stderr: r.stderr,
		last: existsSync(last) ? readFileSync(last, 'utf8') : null }));
}

function run(kind, dir, args) {
	const command = [process.execPath, self, kind, dir];
	const r = spawnSync(replay, [...args, '--', ...command],
		{ encoding: 'utf8', timeout: 120000,
			stdio: ['ignore', 'pipe', 'pipe'] });
	const lines = r.stdout.trim().split('\n');
	const out = JSON.parse(lines.at(-1) || '{}');
	return { replay: r.status, warned: r.stderr, ...out };
}

function isRight(out) {
	const commands = out.events.filter((e) => e.type === 'item.completed' &&
		e.item.type === 'command_execution').map((e) => e.item);
	const done = out.events.find((e) => e.type === 'turn.completed');
	assert.equal(out.status, 0, out.stderr);
	assert.equal(out.replay, 0, out.warned);
	assert.equal(out.last.trim(), said);
	assert.equal(commands.length, 1);
	assert.match(commands[0].command, /cat greeting.txt/);
	assert.match(commands[0].aggregated_output, /^hello, world/);
	assert.ok(done.usage.input_tokens > 1000);
	return out;
}

function check(name, fn) {
	try {
		fn();
		console.log(`ok codex: ${name}`);
	} catch (error) {
		console.log(`not ok codex: ${name}: ` +
			error.message.split('\n').join(' | ').slice(0, 600));
	}
}

function main(dir) {
	const scripted = join(dir, 'rules.jsonl');
	const recorded = join(dir, 'recorded.jsonl');
	mkdirSync(join(dir, 'project'));
	writeFileSync(join(dir, 'project', 'greeting.txt'), 'hello, world\n');
	writeFileSync(scripted, rules.map((r) => `${JSON.stringify(r)}\n`).join(''));
	check('a turn with a function call against scripted rules', () =>
		isRight(run('provider', dir, ['--strict', scripted])));
	check('its own provider is sent from WebSocket to HTTP at once', () => {
		const start = Date.now();
		isRight(run('builtin', dir, [scripted]));
		assert.ok(Date.now() - start < 6000, 'it took a while');
	});
	check('recording it', () => isRight(run('provider', dir,
		[scripted, replay, '--record', recorded])));
	check('playing the record in order, all of it', () => isRight(
		run('provider', dir, ['--in-order', '--strict', recorded])));
	check('the record holds no key', () => {
		const r = spawnSync(replay, ['--check', recorded],
			{ encoding: 'utf8' });
		const { details } = JSON.parse(r.stdout);
		assert.equal(details.errors, 0, r.stdout);
		assert.equal(details.exchanges, 2);
		assert.ok(!readFileSync(recorded, 'utf8').includes('Bearer'));
	});
}

const codex = findCodex();
const [kind, folder] = process.argv.slice(2);
if (kind !== undefined) {
	asCommand(kind, folder);
} else if (codex === null || !existsSync(codex)) {
	console.log('skip codex: npm could not install @openai/codex for this machine');
} else if (spawnSync(codex, ['--version']).status !== 0) {
	console.log('skip codex: its binary does not run on this machine');
} else {
	const dir = mkdtempSync(join(tmpdir(), 'codex-cli-'));
	try {
		main(dir);
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}
