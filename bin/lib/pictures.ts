import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

// Each page is taken by bin/shot.mjs, in the two languages of the README, and made small enough for a repository.

interface Picture {
	name: string;
	path: string;
	/** A person of the demo world who is signed in. */
	as?: string;
	height: number;
}

const CHILD = '/initiatives/fler-placerade-barn-som-klarar-skolan';
const PICTURES: Picture[] = [
	{ name: 'start', path: '', height: 1150 },
	{ name: 'initiative', path: CHILD, height: 1150 },
	{ name: 'request', path: '/initiatives/hur-nar-vi-barn-och-unga-innan-problemen-vaxer', height: 1000 },
	{ name: 'effects', path: `${CHILD}/effects`, height: 1500 },
	{ name: 'directory', path: '/actors', height: 1000 },
	{ name: 'my-work', path: '/my', as: 'maja', height: 900 }
];
const MOST = 150_000;
const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'docs', 'pictures');
const base = (process.argv[2] ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
const run = promisify(execFile);
const scratch = mkdtempSync(join(tmpdir(), 'motesplats-pictures-'));

mkdirSync(folder, { recursive: true });
try {
	for (const lang of ['sv', 'en']) for (const picture of PICTURES) await take(picture, lang);
} finally {
	rmSync(scratch, { recursive: true, force: true });
}

async function take({ name, path, as, height }: Picture, lang: string): Promise<void> {
	const raw = join(scratch, `${name}-${lang}.png`);
	const args = [join(root, 'bin', 'shot.mjs'), `${base}/${lang}${path}`, raw, '--width', '1280'];
	const { stdout } = await run(process.execPath, [
		...args,
		'--height',
		String(height),
		...(as ? ['--as', as] : [])
	]);
	if (!stdout.startsWith('200')) throw new Error(`${name}: ${stdout.trim()}`);
	const file = join(folder, `${name}-${lang}.webp`);
	await sharp(raw).webp({ quality: 80, effort: 6 }).toFile(file);
	const { size } = statSync(file);
	if (size > MOST) throw new Error(`${file} is ${size} bytes, more than ${MOST}`);
	console.log(`${Math.round(size / 1000)} kB  docs/pictures/${name}-${lang}.webp`);
}
