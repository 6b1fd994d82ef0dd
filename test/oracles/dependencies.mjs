// dependencies: what it says that manifests declare and lock is what the tools
// say whose manifests they are: npm, cargo, go, and Python's own readers.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
	writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const { BUILD } = process.env;
const root = mkdtempSync(join(tmpdir(), 'dependencies-'));
process.on('exit', () => rmSync(root, { recursive: true }));

const quiet = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
	maxBuffer: 1 << 28 };
const run = (program, args, options) =>
	execFileSync(program, args, { ...quiet, ...options });

function write(name, text) {
	const path = join(root, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
	return path;
}

function ours(...paths) {
	const line = run(join(BUILD, 'helpers/dependencies'), paths,
		{ cwd: root, env: { ...process.env, CODEX_ROOT: root } });
	const { details } = JSON.parse(line);
	if (details.unread)
		throw new Error(`unread: ${JSON.stringify(details.unread)}`);
	return details.dependencies;
}

// The same rows in any order, or which are missing and which too many.
function same(what, mine, theirs, least) {
	const [a, b] = [mine, theirs].map((rows) =>
		[...new Set(rows.map((row) => JSON.stringify(row)))].sort());
	const lack = b.filter((row) => !a.includes(row));
	const more = a.filter((row) => !b.includes(row));
	if (lack.length + more.length > 0)
		console.log(`not ok ${what}: lacks ${lack.slice(0, 3)}, has ${
			more.slice(0, 3)}`);
	else if (b.length < least)
		console.log(`not ok ${what}: only ${b.length} to compare`);
	else
		console.log(`ok ${what}: ${b.length} are the same`);
}

function compare(what, program, args, check) {
	try {
		run(program, args);
	} catch (e) {
		console.log(`skip ${what}: ${program} ${args.join(' ')}: ${
			(e.stderr || e.message).trim().split('\n').pop()}`);
		return;
	}
	try {
		check();
	} catch (e) {
		console.log(`not ok ${what}: ${e.message.slice(0, 300)}`);
	}
}

compare('package.json as JavaScript reads it', 'node', ['--version'], () => {
	const scopes = { dependencies: 'runtime', devDependencies: 'dev',
		peerDependencies: 'peer', optionalDependencies: 'optional' };
	const theirs = [], paths = [];
	const modules = join(BUILD, 'oracles/node_modules');
	for (const name of readdirSync(modules)) {
		const file = join(modules, name, 'package.json');
		if (!existsSync(file))
			continue;
		const text = readFileSync(file, 'utf8'), json = JSON.parse(text);
		paths.push(`npm/${name}/package.json`);
		write(paths.at(-1), text);
		for (const [group, scope] of Object.entries(scopes))
			for (const [k, v] of Object.entries(json[group] ?? {}))
				theirs.push([paths.at(-1), k, v, scope]);
	}
	same('package.json as JavaScript reads it', ours(...paths).map((d) =>
		[d.path, d.name, d.version ?? '', d.scope]), theirs, 100);
});

compare('package-lock.json as npm lists it', 'npm', ['--version'], () => {
	const lock = JSON.parse(readFileSync(
		join(BUILD, 'oracles/node_modules/.package-lock.json'), 'utf8'));
	const json = JSON.parse(readFileSync(
		join(BUILD, 'oracles/package.json'), 'utf8'));
	lock.packages = { '': json, ...lock.packages };
	write('lock/package.json', JSON.stringify(json));
	write('lock/package-lock.json', JSON.stringify(lock));
	const listed = JSON.parse(run('npm', ['ls', '--json', '--depth=0',
		'--package-lock-only'], { cwd: join(root, 'lock') }));
	same('package-lock.json as npm lists it', ours('lock').map((d) =>
		[d.name, d.locked]), Object.entries(listed.dependencies)
		.map(([k, v]) => [k, v.version]), 3);
});

const cargo = `
package = { name = "demo", version = "0.1.0", edition = "2021" }
dependencies.dotted = "0.3"
target."cfg(unix)".dependencies.libc = { version = "0.2", default-features = false }
[dependencies]
plain = "1.0.2"
'literal' = '~1.4'
table = { version = "2", features = ["a", "b#c"], optional = true } # "x"
renamed = { package = "real-name", version = "=1.2.3" }
range = ">=1.2, <1.5"
any = "*"
[dependencies.section]
version = """1"""
[dev-dependencies]
tempfile = "3"
[build-dependencies]
cc = { "version" = "1.0" }
`.replace('dependencies.dotted = "0.3"\n', '');

compare('Cargo.toml as cargo reads it', 'cargo', ['--version'], () => {
	const path = write('cargo/Cargo.toml', cargo);
	const kinds = { dev: 'dev', build: 'build' };
	write('cargo/src/lib.rs', '');
	const [demo] = JSON.parse(run('cargo', ['metadata', '--no-deps',
		'--offline', '--format-version=1', '--manifest-path', path])).packages;
	// a bare 1.2 is ^1.2, which cargo writes out
	same('Cargo.toml as cargo reads it', ours('cargo').map((d) =>
		[d.name, d.version.replace(/^(?=\d)/, '^'), d.scope]),
	demo.dependencies.map((d) => [d.name, d.req,
		kinds[d.kind] ?? (d.optional ? 'optional' : 'runtime')]), 10);
});

compare('go.mod as go reads it', 'go', ['version'], () => {
	const mods = [`module "example.org/m"
go 1.19
require one.example/a v1.2.3 // indirect
require (
	// a comment
	two.example/b/v2 v2.0.0-20200101000000-abcdefabcdef
	"three.example/c" v0.0.1+incompatible // why
	four.example/d v1.0.0 //indirect
)
exclude five.example/e v1.0.0
replace six.example/f => ../f
retract [v1.0.0, v1.1.0]
`];
	const src = join(run('go', ['env', 'GOROOT']).trim(), 'src');
	for (const file of ['go.mod', 'cmd/go.mod'])
		if (existsSync(join(src, file)))
			mods.push(readFileSync(join(src, file), 'utf8'));
	const theirs = [];
	mods.forEach((text, i) => {
		const path = write(`go/${i}/go.mod`, text);
		const { Require } = JSON.parse(run('go', ['mod', 'edit', '-json',
			path]));
		for (const r of Require ?? [])
			theirs.push([`go/${i}/go.mod`, r.Path, r.Version,
				r.Indirect ? 'indirect' : 'runtime']);
	});
	same('go.mod as go reads it', ours('go').map((d) =>
		[d.path, d.name, d.version, d.scope]), theirs, 4);
});

const pyproject = `
build-system = {requires = ["setuptools>=61", 'wheel'], build-backend = "x"}
[project]
name = "demo"
dependencies = [ # a comment, with ]
  "requests[socks]>=2.28,<3 ; python_version < '3.12'", 'click~=8.1',
  """attrs""",
  "zope.interface @ https://example.org/z.zip",
]
optional-dependencies.docs = ["sphinx==7.*"]
optional-dependencies."test more" = ["py\\u0074est"]
[dependency-groups]
lint = ["ruff", {include-group = "typing"}]
typing = ["mypy>1"]
[tool.other]
dependencies = ["not-one"]
`;

compare('pyproject.toml as tomllib reads it', 'python3', ['-c', 'import tomllib'],
	() => {
		const path = write('py/pyproject.toml', pyproject);
		const program = `
import json, re, sys, tomllib
t = tomllib.load(open(sys.argv[1], "rb"))
p = t["project"]
lists = [t["build-system"]["requires"], p["dependencies"],
    *p["optional-dependencies"].values(), *t["dependency-groups"].values()]
print(json.dumps([re.match("[A-Za-z0-9._-]+", r)[0] for l in lists
    for r in l if isinstance(r, str)]))`;
		same('pyproject.toml as tomllib reads it',
			ours('py').map((d) => d.name),
			JSON.parse(run('python3', ['-c', program, path])), 9);
	});

// the system's own python3: Debian's modules are not for others
compare('debian/control as python-debian reads it', '/usr/bin/python3',
	['-c', 'import debian.deb822'], () => {
		const control = ['Source: demo\nBuild-Depends: debhelper-compat (= 13),\n',
			' libfoo-dev [linux-any] <!nocheck>, a | b (>> 2~) # not\n'];
		const status = readFileSync('/var/lib/dpkg/status', 'utf8');
		for (const [, text] of status.matchAll(/^Depends: (.*)$/gm))
			control.push(`\nPackage: p${control.length}\nDepends: ${text}\n`);
		control[1] = control[1].replace(' # not', '');
		const path = write('deb/debian/control', control.join(''));
		const program = `
import json, sys
from debian.deb822 import Deb822, PkgRelation
rows = []
for p in Deb822.iter_paragraphs(open(sys.argv[1]), use_apt_pkg=False):
    for field in ("Build-Depends", "Depends"):
        for group in PkgRelation.parse_relations(p.get(field, "")):
            for r in group:
                if r["name"]:
                    rows.append([r["name"], " ".join(r["version"] or [])])
print(json.dumps(rows))`;
		same('debian/control as python-debian reads it', ours('deb').map((d) =>
			[d.name, d.version ?? '']),
		JSON.parse(run('/usr/bin/python3', ['-c', program, path])), 50);
	});
