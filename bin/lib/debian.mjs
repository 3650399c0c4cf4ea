import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';

/** @param {string} name @returns {boolean} whether a program of that name can be run */
export const onPath = (name) => (env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)));

/** Where packages can be installed at all: as root on Debian and what derives from it. */
export const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs packages one by one, so that a missing one does not keep the others out. @param {string[]} names */
export function install(...names) {
	console.log(`• Installing Debian’s ${names.join(', ')} …`);
	const environment = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = (/** @type {string[]} */ ...words) =>
		spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
	apt('update', '-q');
	for (const name of names) apt('install', '-y', '-q', '--no-install-recommends', name);
}
