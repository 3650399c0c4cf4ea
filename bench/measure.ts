import { fork, type ChildProcess } from 'node:child_process';
import { cpuSeconds, residentMB } from './machine.ts';
import type { Order, Outcome } from './load.ts';
import type { Scenario } from './scenarios.ts';

export const RATE = 500;
export const CONNECTIONS = 50;

export interface Steady {
	p50: number;
	p95: number;
	p99: number;
	/** Answered as they should be, per second. */
	perSecond: number;
	cached: number;
	bad: Record<string, number>;
	silent: number;
	/** Share of one core, all web processes together. */
	web: number;
	generator: number;
}

export interface Most {
	perSecond: number;
	p95: number;
	cached: number;
	bad: Record<string, number>;
	web: number;
	generator: number;
}

export interface Figures {
	key: string;
	name: string;
	note: string;
	steady: Steady;
	most: Most;
	aims: { p95?: number; most?: number };
	/** Answered as they should be, warm-up and all. */
	answered: number;
	met: boolean;
}

export interface Target {
	port: number;
	/** The web processes. */
	pids: number[];
}

export interface Seconds {
	warm: number;
	steady: number;
	most: number;
}

/** Measures one scenario: warm-up, steady rate, then as much as 50 connections carry. */
export async function measure(
	scenario: Scenario,
	target: Target,
	seconds: Seconds,
	from = 0
): Promise<Figures> {
	const order = (more: Partial<Order>, at: number): Order => ({
		port: target.port,
		requests: scenario.requests,
		from: at,
		seconds: seconds.warm,
		connections: CONNECTIONS,
		expect: scenario.expect,
		...more
	});
	const warm = await generate(order({ rate: RATE / 2 }, from), target);
	const even = await generate(order({ rate: RATE, seconds: seconds.steady }, warm.next), target);
	const full = await generate(order({ seconds: seconds.most }, even.next), target);
	const steady = { ...percentiles(even), ...shares(even) };
	const most = { ...percentiles(full), ...shares(full) };
	const aims = { p95: scenario.p95, most: scenario.most };
	const right = Object.keys(steady.bad).length + Object.keys(most.bad).length + even.silent === 0;
	const met = right && steady.p95 < (aims.p95 ?? Infinity) && most.perSecond > (aims.most ?? 0);
	const { key, name, note } = scenario;
	const answered = warm.good + even.good + full.good;
	return { key, name, note, steady: { ...steady, silent: even.silent }, most, aims, answered, met };
}

type Measured = Outcome & { web: number };

/** One order carried out by a generator of its own. */
export async function generate(order: Order, { pids }: Target): Promise<Measured> {
	const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
	const child = fork(new URL('load.ts', import.meta.url), { execArgv: [], serialization: 'advanced' });
	const before = used();
	const begun = performance.now();
	const outcome = await answerOf(child, order);
	const web = (used() - before) / ((performance.now() - begun) / 1000);
	child.disconnect();
	return { ...outcome, web };
}

function answerOf(child: ChildProcess, order: Order): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		child.once('message', (outcome) => resolve(outcome as Outcome));
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`the load generator ended (${code})`)));
		child.send(order);
	});
}

function percentiles({ latencies, silent }: Outcome) {
	const sorted = Float64Array.from(latencies).sort();
	// What was never answered counts as slower than everything that was.
	const at = (share: number) => sorted[Math.ceil((sorted.length + silent) * share) - 1] ?? Infinity;
	return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function shares({ good, seconds, cached, latencies, bad, cpu, web }: Measured) {
	return {
		perSecond: good / seconds,
		cached: cached / Math.max(1, latencies.length),
		bad,
		web,
		generator: cpu
	};
}

/** Memory of the largest of some processes, in MB. */
export const largest = (pids: number[]) => Math.max(...pids.map(residentMB));

/** Watches the web processes' memory; answers with the most that one of them had. */
export function watchMemory(pids: number[]): () => number {
	let most = largest(pids);
	const timer = setInterval(() => (most = Math.max(most, largest(pids))), 200);
	return () => {
		clearInterval(timer);
		return most;
	};
}
