// patches: random patches in Codex's form, applied by apply_patch and by Codex.
// What we accept Codex writes too, and the same, but for a newline that it adds
// at the end of every file. Its parser refuses some empty lines and @@ lines
// that we read: these are counted.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const codex = join(here, 'node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex');
const ours = join(process.env.BUILD, 'helpers/apply_patch');
if (!existsSync(codex)) {
	console.log('skip patches: the Codex CLI is not installed');
	process.exit(0);
}

let seed = Number(process.env.SEED ?? 1);
const random = (n) => {
	seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
	return (seed >> 8) % n;
};
const pick = (list) => list[random(list.length)];
const line = () => pick(['a', 'b', 'c', 'd', '}', '', '\tx', ' y', 'def f():', 'class A', '- z', '+ z', `n${random(30)}`]);
const lines = (n) => Array.from({ length: n }, line);
const names = ['a', 'b.c', 'src/a', 'src/b c', 'ü'];

const randomTree = () => Object.fromEntries(names.filter(() => random(3)).map((name) => {
	const text = lines(1 + random(20)).join('\n');
	return [name, random(6) ? `${text}\n` : text];
}));

const chunk = (text) => {
	const all = text.split('\n');
	const start = random(all.length), out = [];
	if (random(4) === 0)
		out.push(`@@ ${all[random(start + 1)].trim()}`);
	else
		out.push('@@');
	for (let i = start; i < Math.min(all.length, start + 2 + random(6)); i++) {
		const r = random(5);
		if (r === 0 || r === 1)
			out.push(`-${all[i]}`);
		if (r === 1 || r === 2)
			out.push(`+${line()}`);
		if (r > 1)
			out.push(` ${all[i]}`);
	}
	if (random(10) === 0)
		out.push('*** End of File');
	return out;
};

const section = (tree, name) => {
	const other = pick(names);
	if (!(name in tree))
		return [`*** Add File: ${name}`, ...lines(1 + random(5)).map((l) => `+${l}`)];
	if (random(8) === 0)
		return [`*** Delete File: ${name}`];
	return [`*** Update File: ${name}`, ...(random(6) || other in tree ? [] : [`*** Move to: ${other}2`]),
		...Array.from({ length: 1 + random(2) }, () => chunk(tree[name])).flat()];
};

const damage = (text) => {
	const all = text.split('\n');
	const i = random(all.length);
	switch (random(8)) {
	case 0: all.splice(i, 1); break;
	case 1: all.splice(i, 0, pick(['', 'prose', '@@', '*** End of File', '+x', ' a'])); break;
	case 2: all[i] = pick(['+', '-', ' ', '']) + all[i].slice(1); break;
	default: break;
	}
	return all.join('\n');
};

const write = (dir, tree) => {
	rmSync(dir, { recursive: true, force: true });
	mkdirSync(dir, { recursive: true });
	for (const [name, text] of Object.entries(tree)) {
		mkdirSync(dirname(join(dir, name)), { recursive: true });
		writeFileSync(join(dir, name), text);
	}
};

// every file ends with a newline, as Codex has it
const read = (dir) => JSON.stringify(readdirSync(dir, { recursive: true, withFileTypes: true })
	.filter((f) => f.isFile())
	.map((f) => [join(f.parentPath, f.name).slice(dir.length), readFileSync(join(f.parentPath, f.name), 'utf8').replace(/\n?$/, '\n')])
	.sort());

const work = mkdtempSync(join(tmpdir(), 'patches-'));
let accepted = 0, refused = 0, onlyCodex = 0, onlyUs = 0, broken = 0;
for (let i = 0; i < 600; i++) {
	const tree = randomTree();
	const chosen = names.filter(() => random(3) === 0);
	const text = damage(`*** Begin Patch\n${(chosen.length ? chosen : ['a']).flatMap((n) => section(tree, n)).join('\n')}\n*** End Patch\n`);
	write(`${work}/ours`, tree);
	write(`${work}/theirs`, tree);
	const us = spawnSync(ours, ['--no-policy'], { input: JSON.stringify({ diff: text }), env: { ...process.env, CODEX_ROOT: `${work}/ours`, XDG_STATE_HOME: `${work}/state` } });
	const them = spawnSync(codex, ['--codex-run-as-apply-patch', text], { cwd: `${work}/theirs`, encoding: 'utf8' });
	if (us.status !== 0) {
		refused++;
		onlyCodex += them.status === 0;
		continue;
	}
	accepted++;
	if (/^Invalid patch/.test(them.stderr)) {
		onlyUs++;
		continue;
	}
	if (them.status !== 0 || read(`${work}/ours`) !== read(`${work}/theirs`)) {
		broken++;
		console.log(`# ${them.status === 0 ? 'differs' : `Codex refuses: ${them.stderr}`}: ${JSON.stringify({ tree, text, ours: read(`${work}/ours`), theirs: read(`${work}/theirs`) })}`);
	}
}
rmSync(work, { recursive: true });
console.log(`# 600 patches: ${accepted} accepted, ${refused} refused, of which Codex takes ${onlyCodex}; ${onlyUs} it cannot read`);
console.log(`${broken === 0 && accepted > 150 && onlyUs < 30 ? 'ok' : 'not ok'} patches in Codex's form are applied as Codex applies them`);
