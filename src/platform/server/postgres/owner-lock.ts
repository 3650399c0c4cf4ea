import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Another living process uses the data folder. */
export class FolderInUseError extends Error {
	readonly pid: number;

	constructor(pid: number) {
		super(`the data folder is in use by process ${pid}`);
		this.pid = pid;
	}
}

/**
 * Claims a folder for this process: without it two starts at once would both run initdb.
 * @returns a function that gives the claim up. @throws FolderInUseError
 */
export function claim(file: string): () => void {
	const mine = `${process.pid} ${startTime(process.pid)}`;
	for (let attempt = 0; attempt < 5; attempt++) {
		try {
			writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
			return () => rmSync(file, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		const owner = livingOwner(file);
		if (owner) throw new FolderInUseError(owner);
		rmSync(file, { force: true });
	}
	throw new Error(`could not claim ${file}`);
}

/** The process that holds the claim, if it still lives. */
export function livingOwner(file: string): number | undefined {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
	const [pid, started] = text.split(' ');
	const id = Number(pid);
	// Containers hand out the same few numbers again and again, so the number alone proves nothing.
	return id > 0 && isAlive(id) && startTime(id) === (started ?? '') ? id : undefined;
}

/** False also for a zombie, which PostgreSQL itself takes for a living process. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	return procStat(pid)?.[0] !== 'Z';
}

function startTime(pid: number): string {
	return procStat(pid)?.[19] ?? '';
}

/** Fields of /proc/PID/stat after the name, from the state on; undefined outside Linux. */
function procStat(pid: number): string[] | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return undefined;
	}
}
