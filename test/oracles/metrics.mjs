// metrics: code_metrics counts files and lines of code, comment and blank lines
// as cloc does, and as scc does where they agree on what is a comment.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { BUILD, REPO } = process.env;
const root = mkdtempSync(join(tmpdir(), 'metrics-'));
process.on('exit', () => rmSync(root, { recursive: true }));
const run = (program, args, cwd) => execFileSync(program, args, { cwd,
	encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });

// What they call otherwise.
const ours = { 'C/C++ Header': 'C Header', make: 'Makefile', 'Bourne Shell':
	'Shell', 'Bourne Again Shell': 'Shell' };

const readers = {
	cloc: (dir) => Object.entries(JSON.parse(run('cloc',
		['--json', '--skip-uniqueness', '.'], dir)))
		.filter(([name]) => name !== 'header' && name !== 'SUM')
		.map(([name, v]) => [ours[name] ?? name,
			[v.nFiles, v.blank, v.comment, v.code]]),
	scc: (dir) => JSON.parse(run('scc',
		['--format', 'json', '--no-cocomo', '--no-complexity', '.'], dir))
		.map((v) => [v.Name, [v.Count, v.Blank, v.Comment, v.Code]]),
};

function mine(dir) {
	const line = run(join(BUILD, 'helpers/code_metrics'),
		['--root', dir, '--sections', 'languages', '--top', '0'], dir);
	return new Map(JSON.parse(line).details.languages.map((v) =>
		[v.language, [v.files, v.blank, v.comment, v.code]]));
}

// Each language's lines differ by a part in `parts` at most: strings that look
// like comments are read with more care by one or the other.
function compare(reader, what, dir, languages, parts) {
	const theirs = new Map(readers[reader](dir)), own = mine(dir);
	const seen = languages.filter((l) => theirs.has(l) && own.has(l));
	const far = seen.filter((l) => {
		const [a, b] = [own.get(l), theirs.get(l)];
		const lines = b[1] + b[2] + b[3];
		return a[0] !== b[0] || a[1] + a[2] + a[3] !== lines ||
			[1, 2, 3].some((i) => Math.abs(a[i] - b[i]) > lines / parts);
	});
	const rows = far.map((l) => `${l} ${own.get(l)} and not ${theirs.get(l)}`);
	if (far.length > 0)
		console.log(`not ok ${reader}, ${what}: ${rows.join('; ')}`);
	else if (seen.length === 0)
		console.log(`not ok ${reader}, ${what}: no language is in both`);
	else
		console.log(`ok ${reader}, ${what}: ${seen.map((l) =>
			`${l} ${theirs.get(l)[3]}`).join(', ')}`);
}

const trees = [
	['this library', join(REPO, 'lib'), /\.([ch]|json)$/,
		['C', 'C Header', 'JSON'], 100],
	['headers of the system', '/usr/include/linux', /\.h$/, ['C Header'], 100],
	// to cloc each string in three quotes is a comment, to us a docstring
	['Python', '/usr/lib/python3/dist-packages', /\.py$/, ['Python'], 50],
	['JavaScript', join(BUILD, 'oracles/node_modules/openai'), /\.[jt]s$/,
		['JavaScript', 'TypeScript'], 100],
];

// Files that are not empty: cloc counts no others.
function wanted(name, files) {
	const stat = lstatSync(name);
	return stat.isDirectory() ||
		(stat.isFile() && stat.size > 0 && files.test(name));
}

for (const reader of Object.keys(readers)) {
	try {
		run(reader, ['--version']);
	} catch {
		console.log(`skip ${reader}: it is not installed`);
		continue;
	}
	for (const [what, from, files, languages, parts] of trees) {
		if (!existsSync(from)) {
			console.log(`skip ${reader}, ${what}: there is no such folder`);
			continue;
		}
		const dir = join(root, reader, what.replaceAll(' ', '-'));
		cpSync(from, dir, { recursive: true,
			filter: (name) => wanted(name, files) });
		compare(reader, what, dir, languages, parts);
	}
}
