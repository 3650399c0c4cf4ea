import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';

export const hasAge = spawnSync('age', ['--version']).status === 0;

/**
 * What somebody uploads who downloads the templates, writes in them and runs the script with the program age. Of what
 * must be declared they forget the first.
 */
export async function sealWithAge(request: APIRequestContext, tender: string, price: string) {
	const dir = mkdtempSync(join(tmpdir(), 'age-'));
	try {
		for (const name of ['identity.txt', 'solution.txt', 'price.txt', 'seal.sh']) {
			const template = await (await request.get(`${tender}/age/${name}`)).text();
			let declared = 0;
			const written = template
				.replaceAll('(skriv här)', name === 'price.txt' ? price : 'Ett hemligt svar av oss.')
				// The first is forgotten.
				.replaceAll(/\[Skriv ja eller nej.*\]/g, (blank) => (declared++ === 0 ? blank : 'ja'));
			writeFileSync(join(dir, name), written);
		}
		const run = spawnSync('sh', ['seal.sh'], { cwd: dir, encoding: 'utf8' });
		if (run.status !== 0) throw new Error(`seal.sh: ${run.stderr}`);
		return readdirSync(join(dir, 'sealed')).map((name) => ({
			name,
			mimeType: 'application/octet-stream',
			buffer: readFileSync(join(dir, 'sealed', name))
		}));
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}
