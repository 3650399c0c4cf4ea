import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
	cores: number;
	processor: string;
	memoryGB: number;
	system: string;
	node: string;
	postgres: string;
	/** Mean load of the last minute before anything was started: above zero, others were at work too. */
	loadBefore: number;
	date: string;
	commit: string;
}

export function machine(postgres: string): Machine {
	return {
		cores: availableParallelism(),
		processor: cpus()[0]?.model.trim() ?? 'unknown',
		memoryGB: Math.round(totalmem() / 1024 ** 3),
		system: `${platform()} ${release()}`,
		node: process.version,
		postgres,
		loadBefore: Math.round(loadavg()[0]! * 100) / 100,
		date: new Date().toISOString().slice(0, 16) + 'Z',
		commit: commit()
	};
}

function commit(): string {
	const git = (...words: string[]) =>
		execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
	try {
		const changed = git('status', '--porcelain', '--', '.', ':!bench/results', ':!docs') !== '';
		return git('rev-parse', '--short=10', 'HEAD') + (changed ? ' with changes' : '');
	} catch {
		return 'unknown';
	}
}

/** Resident memory of a process in MB, as Linux tells it; NaN elsewhere. */
export function residentMB(pid: number): number {
	return field(`/proc/${pid}/status`, /VmRSS:\s+(\d+)/) / 1024;
}

/** Seconds of processor time that a process has used; NaN where that cannot be read. */
export function cpuSeconds(pid: number): number {
	try {
		const rest = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
		return (Number(rest[11]) + Number(rest[12])) / 100;
	} catch {
		return NaN;
	}
}

/** Share of all cores that was busy since the last call, whoever used them. */
export function busyMeter(): () => number {
	const read = () => {
		const times = cpus().map((cpu) => cpu.times);
		const idle = times.reduce((sum, time) => sum + time.idle, 0);
		const all = times.reduce((sum, time) => sum + Object.values(time).reduce((a, b) => a + b, 0), 0);
		return { idle, all };
	};
	let before = read();
	return () => {
		const now = read();
		const share = 1 - (now.idle - before.idle) / Math.max(1, now.all - before.all);
		before = now;
		return share;
	};
}

function field(file: string, pattern: RegExp): number {
	try {
		return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? NaN);
	} catch {
		return NaN;
	}
}
