import type { Machine } from './machine.ts';
import { CONNECTIONS, RATE, type Figures } from './measure.ts';
import { contractingLine, type Contracting } from './ocds.ts';
import type { SIZE } from './seed.ts';

export interface Result {
	machine: Machine;
	size: Partial<typeof SIZE> & Record<string, number>;
	/** Web processes. */
	processes: number;
	quick: boolean;
	seconds: { warm: number; steady: number; most: number };
	rate: number;
	connections: number;
	/** As the product runs. */
	figures: Figures[];
	/** With every short memory switched off: each answer is made anew. */
	uncached: Figures[];
	webMemoryMB: { idle: number; most: number; mostUncached: number; aim: number };
	/** Insights that were acknowledged, and how many of them the database holds. */
	posts: { acknowledged: number; stored: number };
	/** Null where it was left out. */
	contracting: Contracting | null;
	met: boolean;
}

const ms = (value: number) => (value === Infinity ? '–' : value < 10 ? value.toFixed(1) : value.toFixed(0));
const percent = (value: number) => `${Math.round(value * 100)} %`;
const whole = (value: number) => Math.round(value).toLocaleString('en-GB');

const HEAD = [
	'',
	'p50 ms',
	'p95 ms',
	'p99 ms',
	'answered/s',
	'from the page cache',
	`most/s at ${CONNECTIONS}`,
	'aim',
	'met'
];

function row(figure: Figures): string[] {
	const { steady, most, aims } = figure;
	return [
		`${figure.name}: ${figure.note}`,
		ms(steady.p50),
		ms(steady.p95),
		ms(steady.p99),
		whole(steady.perSecond),
		percent(steady.cached),
		whole(most.perSecond),
		aims.p95 ? `p95 < ${aims.p95}${aims.most ? `, > ${whole(aims.most)}/s` : ''}` : '–',
		figure.met ? (aims.p95 ? 'yes' : '–') : `**no**: ${whatFails(figure)}`
	];
}

function whatFails({ steady, most, aims }: Figures): string {
	const bad = Object.entries({ ...steady.bad, ...most.bad }).map(([name, n]) => `${n} × ${name}`);
	return [
		...(steady.p95 < (aims.p95 ?? Infinity) ? [] : [`p95 ${ms(steady.p95)}`]),
		...(most.perSecond > (aims.most ?? 0) ? [] : [`${whole(most.perSecond)}/s`]),
		...(steady.silent ? [`${steady.silent} never answered`] : []),
		...bad
	].join(', ');
}

/** One scenario on one line, while it runs. */
export function line(figure: Figures): string {
	const { steady, most } = figure;
	return `  ${figure.name.padEnd(26)} p50 ${ms(steady.p50).padStart(5)}  p95 ${ms(steady.p95).padStart(5)}  p99 ${ms(steady.p99).padStart(5)} ms at ${whole(steady.perSecond)}/s (cache ${percent(steady.cached)}, web ${percent(steady.web)} of a core)  most ${whole(most.perSecond)}/s  ${figure.met ? 'met' : `NOT MET: ${whatFails(figure)}`}`;
}

const table = (rows: string[][]) =>
	[rows[0]!, rows[0]!.map(() => '---'), ...rows.slice(1)]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');

/** The result as Markdown: what docs/mechanisms/speed.md holds between its marks. */
export function markdown(result: Result): string {
	const { machine: m, size, webMemoryMB: memory, posts } = result;
	return [
		`Measured ${m.date} at commit ${m.commit}: ${m.cores} cores (${m.processor}), ${m.memoryGB} GB, ${m.system}, Node ${m.node.slice(1)}, PostgreSQL ${m.postgres}, all on this one machine, the load generator too; ${result.processes === 1 ? 'one web process' : `${result.processes} web processes`}; load before the start ${m.loadBefore}. ${whole(size.initiative!)} initiatives, ${whole(size.organisation!)} organisations, ${whole(size.insight!)} insights, ${whole(size.person!)} people.${result.quick ? ' **A short run.**' : ''}`,
		`A steady ${RATE} requests/s for ${result.seconds.steady} s each; then as much as ${CONNECTIONS} connections carry for ${result.seconds.most} s.`,
		table([HEAD, ...result.figures.map(row)]),
		'The same, more shortly, with the page cache and all other short memories switched off (not how it runs; what a page costs):',
		table([HEAD, ...result.uncached.map(row)]),
		`Each web process: ${whole(memory.idle)} MB after start, at most ${whole(memory.most)} MB under load (aim: < ${memory.aim} MB)${memory.most < memory.aim ? '' : ': **not met**'}.`,
		`Insights acknowledged: ${whole(posts.acknowledged)}; of them in the database afterwards: ${whole(posts.stored)}.`,
		...(result.contracting ? [contractingLine(result.contracting)] : [])
	].join('\n\n');
}
