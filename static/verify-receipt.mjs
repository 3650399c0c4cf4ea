#!/usr/bin/env node
// Checks receipts and statements from Mötesplats, without any network:
//   node verify-receipt.mjs --key KEY.pem [--file SENT] RECEIPT.txt [RECEIPT.txt …]
// KEY.pem is the public key, best fetched at another time or from somebody else. Several receipts of the same
// tender or answer are also held against each other. Ends with 0 only when everything holds. Needs Node 18 or later.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { key: { type: 'string', multiple: true }, file: { type: 'string' } }
});
if (!values.key || positionals.length === 0) {
	console.error('usage: node verify-receipt.mjs --key KEY.pem [--key OLDER.pem] [--file SENT] RECEIPT.txt …');
	process.exit(2);
}

const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');
const keys = new Map(
	values.key.map((name) => {
		const key = createPublicKey(readFileSync(name));
		return [sha256(key.export({ type: 'spki', format: 'der' })), key];
	})
);
const BLOCK = /-----BEGIN (?:RECEIPT|STATEMENT)-----\r?\n(.*)\r?\n-----SIGNATURE-----\r?\n(.*)\r?\n-----END/g;
const found = positionals.flatMap((name) =>
	[...readFileSync(name, 'utf8').matchAll(BLOCK)].map(([, body = '', signature = '']) => ({
		name,
		body,
		signature
	}))
);
let faults = 0;
/** @param {string} text */
const fault = (text) => {
	faults++;
	console.log(`  WRONG: ${text}`);
};

if (found.length === 0) fault('no receipt was found');
for (const { name, body, signature } of found) {
	console.log(`${name}:`);
	const key = keyOf(body);
	const holds = key && verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64'));
	if (!holds) {
		fault(key ? 'the signature does not fit the text' : 'it was signed with another key than the given one');
		continue;
	}
	for (const [what, value] of Object.entries(JSON.parse(body))) console.log(`  ${what}: ${value}`);
	console.log('  the signature holds');
}

/** @param {string} body */
function keyOf(body) {
	try {
		return keys.get(JSON.parse(body).key);
	} catch {
		return undefined;
	}
}

const receipts = found.filter(({ body }) => keyOf(body)).map(({ body }) => ({ body, ...JSON.parse(body) }));
/** Whose receipt it is: a tender's, or an answer's to a request for information. @param {Record<string, string>} receipt */
const subject = ({ tender, answer }) => tender ?? answer ?? '';
const inOrder = receipts
	.filter(subject)
	.sort((a, b) => subject(a).localeCompare(subject(b)) || a.number - b.number);
for (const [place, later] of inOrder.entries()) {
	const earlier = inOrder[place - 1];
	if (!earlier || subject(earlier) !== subject(later) || later.number !== earlier.number + 1) continue;
	if (later.previous !== sha256(earlier.body))
		fault(`receipt ${later.number} does not follow upon ${earlier.number}`);
}
if (values.file) {
	const sum = sha256(readFileSync(values.file));
	if (receipts.some((one) => one.sha256 === sum)) console.log(`${values.file}: is what was received`);
	else fault(`${values.file} is not what was received (SHA-256 ${sum})`);
}
console.log(faults === 0 ? 'VALID' : 'INVALID');
process.exit(faults === 0 ? 0 : 1);
