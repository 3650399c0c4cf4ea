// The load generator, in a process of its own: what it does must not count as the server's work.
import { Connection, type Answer } from './connection.ts';

/** How many connections a proxy in front would hold open at most. */
const POOL = 300;
/** How long answers are waited for when nothing more is sent. */
const PATIENCE_MS = 10_000;

export interface Order {
	port: number;
	/** Raw requests, sent in turn. */
	requests: string[];
	/** Where in them to begin, so that phases do not repeat each other. */
	from: number;
	seconds: number;
	/** Requests per second, evenly; absent: as many as `connections` can carry. */
	rate?: number;
	connections: number;
	/** Status and, where given, a text that the body must hold. */
	expect: { status: number; text?: string };
}

export interface Outcome {
	/** Milliseconds: at a steady rate from when the request should have been sent, however late it was. */
	latencies: number[];
	/** Answered as expected within the time. */
	good: number;
	bad: Record<string, number>;
	cached: number;
	/** Never answered. */
	silent: number;
	seconds: number;
	/** Share of one core that generating took. */
	cpu: number;
	next: number;
}

process.on('message', (order: Order) => void carryOut(order).then((outcome) => process.send!(outcome)));
process.once('disconnect', () => process.exit());

async function carryOut(order: Order): Promise<Outcome> {
	const size = order.rate ? POOL : order.connections;
	const pool = Array.from({ length: size }, () => new Connection(order.port));
	const cpu = process.cpuUsage();
	const begun = performance.now();
	const tally = new Tally(order);
	await (order.rate ? steadily(order, pool, tally, begun) : flatOut(order, pool, tally, begun));
	const used = process.cpuUsage(cpu);
	const wall = performance.now() - begun;
	for (const connection of pool) connection.close();
	return tally.outcome((used.user + used.system) / 1000 / wall);
}

class Tally {
	latencies: number[] = [];
	good = 0;
	cached = 0;
	sent = 0;
	seconds = 0;
	bad: Record<string, number> = {};
	#requests: Buffer[];
	#order: Order;

	constructor(order: Order) {
		this.#order = order;
		this.#requests = order.requests.map((text) => Buffer.from(text));
	}

	next(): Buffer {
		return this.#requests[(this.#order.from + this.sent++) % this.#requests.length]!;
	}

	take(answer: Answer, since: number): void {
		const { status, text } = this.#order.expect;
		this.latencies.push(performance.now() - since);
		if (answer.status === status && (!text || answer.body.includes(text))) this.good++;
		else {
			const name = answer.status === status ? 'other text' : `status ${answer.status}`;
			this.bad[name] = (this.bad[name] ?? 0) + 1;
		}
		if (answer.cached) this.cached++;
	}

	outcome(cpu: number): Outcome {
		const { latencies, good, bad, cached, sent, seconds } = this;
		const silent = sent - latencies.length;
		return { latencies, good, bad, cached, silent, seconds, cpu, next: this.#order.from + sent };
	}
}

/** Open loop: each request has its time, whether or not the ones before it have been answered. */
async function steadily(order: Order, pool: Connection[], tally: Tally, begun: number): Promise<void> {
	const gap = 1000 / order.rate!;
	const total = Math.round(order.seconds * order.rate!);
	const waiting: number[] = [];
	let due = 0;
	let answered = 0;
	const begin = (connection: Connection, at: number) =>
		connection.ask(tally.next(), (answer) => {
			tally.take(answer, at);
			answered++;
			const next = waiting.shift();
			if (next !== undefined) begin(connection, next);
		});
	const send = () => {
		for (; due < total && begun + due * gap <= performance.now(); due++) {
			const free = pool.find((connection) => !connection.busy);
			if (free) begin(free, begun + due * gap);
			else waiting.push(begun + due * gap);
		}
	};
	const until = begun + order.seconds * 1000 + PATIENCE_MS;
	while (answered < total && performance.now() < until) {
		send();
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	tally.seconds = Math.max(order.seconds, (performance.now() - begun) / 1000);
	tally.sent = total;
}

/** Closed loop: each connection asks again as soon as it was answered. */
async function flatOut(order: Order, pool: Connection[], tally: Tally, begun: number): Promise<void> {
	const end = begun + order.seconds * 1000;
	await Promise.all(
		pool.map(
			(connection) =>
				new Promise<void>((resolve) => {
					const again = () => {
						const since = performance.now();
						if (since >= end) return resolve();
						connection.ask(tally.next(), (answer) => {
							tally.take(answer, since);
							setImmediate(again);
						});
					};
					again();
				})
		)
	);
	tally.seconds = (performance.now() - begun) / 1000;
}
