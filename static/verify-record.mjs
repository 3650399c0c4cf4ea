#!/usr/bin/env node
// Checks a record exported from Mötesplats, without any network:
//   node verify-record.mjs --key KEY.pem [--key OLDER.pem] RECORD.txt
// Every entry's hash is made anew from the one before it and from what the entry says; the statement at the end
// is signed over all of them. Ends with 0 only when everything holds. Needs Node 18 or later.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { key: { type: 'string', multiple: true } }
});
if (!values.key || positionals.length !== 1) {
	console.error('usage: node verify-record.mjs --key KEY.pem [--key OLDER.pem] RECORD.txt');
	process.exit(2);
}
const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');
const keys = new Map(
	values.key.map((name) => {
		const key = createPublicKey(readFileSync(name));
		return [sha256(key.export({ type: 'spki', format: 'der' })), key];
	})
);
const text = readFileSync(positionals[0] ?? '', 'utf8').replaceAll('\r\n', '\n');
const parts =
	/^([\s\S]*)\n-----BEGIN STATEMENT-----\n(.*)\n-----SIGNATURE-----\n(.*)\n-----END STATEMENT-----\n?$/.exec(
		text
	);
/** @type {string[]} */
const faults = [];
if (!parts) faults.push('there is no signed statement at its end');
else check(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '');
for (const fault of faults) console.log(`WRONG: ${fault}`);
console.log(faults.length === 0 ? 'VALID' : 'INVALID');
process.exit(faults.length === 0 ? 0 : 1);

/** @param {string} lines @param {string} statement @param {string} signature */
function check(lines, statement, signature) {
	const said = JSON.parse(statement);
	const key = keys.get(said.key);
	if (!key) return faults.push('it was signed with another key than the given one');
	if (!verify(null, Buffer.from(statement), key, Buffer.from(signature, 'base64')))
		return faults.push('the signature does not fit the statement');
	for (const [what, value] of Object.entries(said))
		console.log(`${what}: ${typeof value === 'object' ? JSON.stringify(value) : value}`);
	if (sha256(lines) !== said.sha256) faults.push('the entries are not those that were signed');
	checkChains(lines.split('\n').map((line) => JSON.parse(line)));
}

/** @param {{ chain: string, seq: number, at: string, action: string, actor: string, subject: string, data: string, hash: string }[]} entries */
function checkChains(entries) {
	/** @type {Map<string, { seq: number, hash: string }>} */
	const last = new Map();
	for (const { chain, seq, at, action, actor, subject, data, hash } of entries) {
		const before = last.get(chain) ?? { seq: 0, hash: '' };
		if (seq !== before.seq + 1) faults.push(`${chain}: entry ${before.seq + 1} is missing`);
		if (hash !== sha256([before.hash, chain, seq, at, action, actor, subject, data].join('\n')))
			faults.push(`${chain}: entry ${seq} does not follow upon the one before`);
		last.set(chain, { seq, hash });
	}
	for (const [chain, { seq }] of last) console.log(`${chain}: ${seq} entries`);
}
