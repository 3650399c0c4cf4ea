// A place for what a test run makes and throws away. Only node: modules.
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH = 4 * 2 ** 30;

/**
 * A folder in memory, for TMPDIR, removed when this process ends; undefined where there is none or too little.
 * Each test file has a database of its own, a thousand small files: a disk spends as long on them as PostgreSQL
 * on the tests.
 * @returns {string | undefined}
 */
export function scratchInMemory() {
	if (!isFit()) return undefined;
	const folder = mkdtempSync(join(MEMORY, 'motesplats-'));
	// Where PostgreSQL runs as another user it must get through.
	chmodSync(folder, 0o711);
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

function isFit() {
	try {
		const mount = readFileSync('/proc/mounts', 'utf8')
			.split('\n')
			.map((line) => line.split(' '))
			.find(([, place]) => place === MEMORY);
		// Containers often allow no programs there, and only 64 MB.
		if (mount?.[2] !== 'tmpfs' || mount[3]?.split(',').includes('noexec')) return false;
		accessSync(MEMORY, constants.W_OK);
		const { bavail, bsize } = statfsSync(MEMORY);
		return Math.min(bavail * bsize, freemem()) > ENOUGH;
	} catch {
		return false;
	}
}
