import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
	createIdentity,
	fingerprint,
	fromBase64,
	isRecipient,
	lock,
	newPassphrase,
	openBytes,
	openStream,
	openText,
	PASSPHRASE_BITS,
	readIdentity,
	recipientOf,
	sealBytes,
	sealedSize,
	sealStream,
	sealText,
	toBase64,
	unlock,
	unwrap,
	wrapFor
} from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'sealing-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const failed = (promise: Promise<unknown>) =>
	promise.then(
		() => false,
		() => true
	);

describe('sealing', () => {
	it('is opened by its own identity, and by no other', async () => {
		const [mine, other] = [await createIdentity(), await createIdentity()];
		const sealed = await sealText(await recipientOf(mine), 'Ett anbud med å, ä och ö.');
		expect(await openText(mine, sealed)).toBe('Ett anbud med å, ä och ö.');
		expect(await failed(openText(other, sealed))).toBe(true);
		expect(Buffer.from(sealed).includes('anbud')).toBe(false);
	});

	it('shows every altered bit, and what was cut off', async () => {
		const mine = await createIdentity();
		const sealed = await sealBytes(await recipientOf(mine), new Uint8Array(70_000).fill(7));
		for (let at = 0; at < sealed.length; at += 997) {
			const altered = sealed.slice();
			altered[at]! ^= 1;
			expect(await failed(openBytes(mine, altered)), `byte ${at}`).toBe(true);
		}
		expect(await failed(openBytes(mine, sealed.slice(0, -1)))).toBe(true);
		expect(await failed(openBytes(mine, sealed.slice(0, 65_000)))).toBe(true);
	});

	it('knows how large a sealed file becomes, and seals it piece by piece', async () => {
		const mine = await createIdentity();
		for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
			const plain = crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536)));
			const bytes = new Uint8Array(size).map((_, at) => plain[at % plain.length] ?? 0);
			const stream = await sealStream(await recipientOf(mine), new Blob([bytes]).stream());
			const sealed = new Uint8Array(await new Response(stream).arrayBuffer());
			expect(sealed.length).toBe(sealedSize(size));
			const opened = await openStream(mine, new Blob([sealed]).stream());
			expect(Buffer.from(await new Response(opened).arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
		}
	});
});

describe('a wrap', () => {
	it('needs both, in order; neither alone gets anywhere', async () => {
		const [a, b, e] = [await createIdentity(), await createIdentity(), await createIdentity()];
		const wrapped = await wrapFor(await recipientOf(a), await recipientOf(b), 'AGE-SECRET-KEY-1HEMLIG');
		const inner = await unwrap(a, wrapped);
		expect(await openText(b, inner)).toBe('AGE-SECRET-KEY-1HEMLIG');
		expect(Buffer.from(inner).includes('HEMLIG')).toBe(false);
		for (const alone of [b, e]) expect(await failed(unwrap(alone, wrapped))).toBe(true);
		for (const alone of [a, e]) expect(await failed(unwrap(alone, inner))).toBe(true);
	});
});

describe('an identity', () => {
	it('has a recipient and a fingerprint of its own', async () => {
		const mine = await createIdentity();
		const recipient = await recipientOf(mine);
		expect(isRecipient(recipient)).toBe(true);
		expect(isRecipient(recipient.slice(0, -1) + (recipient.endsWith('q') ? 'p' : 'q'))).toBe(false);
		expect(isRecipient('age1')).toBe(false);
		expect(isRecipient(mine)).toBe(false);
		expect(await fingerprint(recipient)).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
		expect(await fingerprint(await recipientOf(await createIdentity()))).not.toBe(
			await fingerprint(recipient)
		);
		expect(readIdentity(`# created: today\n# public key: ${recipient}\n${mine}\n`)).toBe(mine);
		expect(readIdentity(recipient)).toBeNull();
	});

	it('lies under a passphrase of more than a hundred bits, read from paper as people read', async () => {
		const mine = await createIdentity();
		const passphrase = newPassphrase();
		expect(PASSPHRASE_BITS).toBeGreaterThanOrEqual(100);
		expect(passphrase).toMatch(/^([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}$/);
		const locked = await lock(mine, passphrase);
		expect(locked).not.toContain('AGE-SECRET');
		expect(await unlock(locked, passphrase)).toBe(mine);
		expect(await unlock(locked, ` ${passphrase.toUpperCase().replaceAll('-', ' ')} `)).toBe(mine);
		expect(await failed(unlock(locked, newPassphrase()))).toBe(true);
	});

	it('survives the way through JSON', () => {
		const bytes = crypto.getRandomValues(new Uint8Array(50_000));
		expect(Buffer.from(fromBase64(toBase64(bytes))).equals(Buffer.from(bytes))).toBe(true);
	});
});

const age = spawnSync('age', ['--version']).status === 0;

describe.skipIf(!age)('the age program', () => {
	const run = (command: string, input: Uint8Array | string = '') => {
		const done = spawnSync('sh', ['-c', command], { cwd: dir, input });
		if (done.status !== 0) throw new Error(String(done.stderr));
		return done.stdout;
	};

	it('opens what is sealed here, and seals what is opened here', async () => {
		run('age-keygen -o key.txt');
		const theirs = readIdentity(readFileSync(join(dir, 'key.txt'), 'utf8'))!;
		const recipient = await recipientOf(theirs);
		expect(String(run('age-keygen -y key.txt')).trim()).toBe(recipient);
		writeFileSync(join(dir, 'here.age'), await sealText(recipient, 'härifrån'));
		expect(String(run('age -d -i key.txt here.age'))).toBe('härifrån');
		expect(await openText(theirs, run(`age -r ${recipient}`, 'därifrån'))).toBe('därifrån');
		const large = crypto.getRandomValues(new Uint8Array(65_536));
		expect(Buffer.from(await openBytes(theirs, run(`age -r ${recipient}`, large))).equals(large)).toBe(true);
	});

	it('wraps and unwraps the same two layers', async () => {
		const [a, b] = [await createIdentity(), await createIdentity()];
		const [ra, rb] = [await recipientOf(a), await recipientOf(b)];
		writeFileSync(join(dir, 'a.txt'), a);
		const wrapped = run(`age -r ${rb} | age -r ${ra}`, 'hemlig');
		expect(await openText(b, await unwrap(a, wrapped))).toBe('hemlig');
		const inner = run('age -d -i a.txt', await wrapFor(ra, rb, 'hemlig'));
		expect(await openText(b, inner)).toBe('hemlig');
	});
});

if (!age) console.warn('The program age is not installed: its two tests are skipped.');
