import { readdirSync, readFileSync } from 'node:fs';

interface Process {
	pid: number;
	parent: number;
	state: string;
	command: string;
}

/** Every process below `pid`, children of children included; itself first. Linux only. */
export function treeOf(pid: number): Process[] {
	const all = processes();
	const found = all.filter((process) => process.pid === pid);
	for (const { pid: parent } of found) found.push(...all.filter((process) => process.parent === parent));
	return found;
}

/** Those that still run, for a message that says which. */
export function stillAlive(tree: Process[]): string[] {
	const now = processes().filter((process) => process.state !== 'Z');
	return tree
		.filter(({ pid, command }) => now.some((other) => other.pid === pid && other.command === command))
		.map(({ command }) => command);
}

/** Waits until all have ended, at most so many milliseconds; returns those that have not. */
export async function untilGone(tree: Process[], milliseconds: number): Promise<string[]> {
	for (const end = Date.now() + milliseconds; Date.now() < end;) {
		if (stillAlive(tree).length === 0) return [];
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return stillAlive(tree);
}

function processes(): Process[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
				const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
				const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
				return [{ pid: Number(name), parent: Number(parent), state: state!, command }];
			} catch {
				return []; // ended while we looked
			}
		});
}

/** A child may already have gone with its parent. */
export function killHard(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}
