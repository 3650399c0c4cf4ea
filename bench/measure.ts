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
	/** Share of one core. */
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
	aims: { p95: number; most?: number };
	/** Answered as they should be, warm-up and all. */
	answered: number;
	met: boolean;
}

export interface Target {
	port: number;
	pid: number;
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
	const met = right && steady.p95 < aims.p95 && most.perSecond > (aims.most ?? 0);
	const { key, name, note } = scenario;
	const answered = warm.good + even.good + full.good;
	return { key, name, note, steady: { ...steady, silent: even.silent }, most, aims, answered, met };
}

type Measured = Outcome & { web: number };

/** One order carried out by a generator of its own. */
export async function generate(order: Order, { pid }: Target): Promise<Measured> {
	const child = fork(new URL('load.ts', import.meta.url), { execArgv: [], serialization: 'advanced' });
	const before = cpuSeconds(pid);
	const begun = performance.now();
	const outcome = await answerOf(child, order);
	const web = (cpuSeconds(pid) - before) / ((performance.now() - begun) / 1000);
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

/** Watches the web process's memory; answers with the most it had. */
export function watchMemory(pid: number): () => number {
	let most = residentMB(pid);
	const timer = setInterval(() => (most = Math.max(most, residentMB(pid))), 200);
	return () => {
		clearInterval(timer);
		return most;
	};
}
