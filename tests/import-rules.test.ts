import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'import-rules-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Names of the rules that a small house of the given files breaks. */
function broken(name: string, files: Record<string, string>): string[] {
	const house = join(dir, name);
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(house, path)), { recursive: true });
		writeFileSync(join(house, path), text);
	}
	for (const file of ['.dependency-cruiser.cjs', 'package.json']) copyFileSync(file, join(house, file));
	writeFileSync(
		join(house, 'tsconfig.json'),
		JSON.stringify({
			compilerOptions: { allowImportingTsExtensions: true, module: 'esnext', moduleResolution: 'bundler' }
		})
	);
	symlinkSync(join(process.cwd(), 'node_modules'), join(house, 'node_modules'));
	const words = [
		'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
		'--config',
		'.dependency-cruiser.cjs',
		'src'
	];
	const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: house, encoding: 'utf8' });
	expect(stdout + stderr).toContain('cruised');
	return [...stdout.matchAll(/error ([a-z-]+):/g)].map((match) => match[1]!).sort();
}

const INDEX = `export const a = 1;`;

it('lets capabilities meet through their index, and routes use it', () => {
	expect(
		broken('sound', {
			'src/capabilities/one/index.ts': `import { a } from '#capabilities/two/index.ts'; export { a };`,
			'src/capabilities/two/index.ts': INDEX,
			'src/routes/+page.svelte': `<script lang="ts">import { a } from '#capabilities/one/index.ts';</script>{a}`
		})
	).toEqual([]);
});

it('notices a way past the index, from code and from a component, and a circle', () => {
	const found = broken('unsound', {
		'src/capabilities/one/index.ts': `import { b } from '#capabilities/two/server/inner.ts'; export const c = b;`,
		'src/capabilities/one/Part.svelte': `<script lang="ts">import { b } from '#capabilities/two/server/inner.ts';</script>{b}`,
		'src/capabilities/two/index.ts': `import { c } from '#capabilities/one/index.ts'; export { c };`,
		'src/capabilities/two/server/inner.ts': `import { c } from '../index.ts'; export const b = c;`,
		'src/platform/thing.ts': `import { c } from '#capabilities/one/index.ts'; export { c };`
	});
	expect(found.filter((rule) => rule === 'capabilities-meet-through-index')).toHaveLength(2);
	expect(found).toEqual(expect.arrayContaining(['no-circular', 'platform-knows-no-capability']));
});
