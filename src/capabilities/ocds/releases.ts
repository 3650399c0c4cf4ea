import { isKeyed, mergeRelease, same, sameId, withNulls, type Fields } from './merge.ts';
import { tagsOf } from './tags.ts';
import type { At } from './compose/shape.ts';

// From what a process is to what is said of it: pure, so that the same facts give the same releases.

export interface Composed {
	/** The whole of it as it was at a moment; undefined for now. Null while it was not public. */
	compose: (at: At) => Fields | null;
	/** Moments at which something became public. */
	exact: Date[];
	/** Moments of which only the day is known: used for what was there before the first release. */
	days: Date[];
}

export interface Known {
	ocid: string;
	compiled: Fields;
	lastDate: Date;
	number: number;
}

export interface Release {
	number: number;
	date: Date;
	tags: string[];
	body: Fields;
}

/** Rows of one transaction differ by milliseconds: they are one event. */
const TOGETHER = 1_000;

/**
 * The releases that are lacking: one for each moment since the last one at which something became public, and one for
 * now where something was changed without a time of its own, such as a translation.
 */
export function releasesOf(
	process: Composed,
	ocid: string,
	known: Known | null,
	now: Date
): { releases: Release[]; compiled: Fields } {
	const releases: Release[] = [];
	let compiled = known?.compiled ?? null;
	let last = known?.lastDate ?? null;
	for (const at of [...moments(process, last, now), undefined]) {
		const state = process.compose(at);
		const date = at ?? (last && now <= last ? new Date(+last + 1) : now);
		const number = (known?.number ?? 0) + releases.length + 1;
		const release = state && releaseOf(state, compiled, { ocid, number, date });
		if (!release) continue;
		releases.push(release);
		compiled = mergeRelease(compiled, release.body);
		last = date;
	}
	return { releases, compiled: compiled ?? {} };
}

function moments({ exact, days }: Composed, last: Date | null, now: Date): Date[] {
	const all = (last ? exact : [...exact, ...days]).filter((at) => at <= now && (!last || at > last));
	all.sort((a, b) => +a - +b);
	return all.filter((at, index) => {
		const next = all[index + 1];
		return !next || +next - +at > TOGETHER;
	});
}

/** What has changed, said as a release; null where nothing has. */
function releaseOf(
	state: Fields,
	before: Fields | null,
	{ ocid, number, date }: { ocid: string; number: number; date: Date }
): Release | null {
	const head = { ocid, id: `${ocid}-${number}`, date: date.toISOString() };
	const news = before ? changes(before, state) : state;
	const body = { ...head, tag: [] as string[], ...ordered(news, state) };
	const after = mergeRelease(before, body);
	if (before && sameProcess(before, after)) return null;
	const tags = tagsOf(before, after);
	return { number, date, tags, body: { ...body, tag: tags } };
}

const sameProcess = (before: Fields, after: Fields): boolean =>
	same({ ...before, id: 0, date: 0 }, { ...after, id: 0, date: 0 });

/** Whole sections that differ, and of lists the items that do. */
function changes(before: Fields, state: Fields): Fields {
	const said: Fields = {};
	for (const [name, value] of Object.entries(state)) {
		const was = before[name];
		if (same(was, value)) continue;
		if (!isKeyed(value)) said[name] = typeof value === 'object' ? withNulls(was, value as Fields) : value;
		else {
			const known = isKeyed(was) ? was : [];
			const news = value.map((item) => withNulls(sameId(known, item), item));
			said[name] = news.filter((item) => !same(sameId(known, item), item));
			if ((said[name] as Fields[]).length === 0) delete said[name];
		}
	}
	return said;
}

const ORDER = [
	'language',
	'initiationType',
	'buyer',
	'parties',
	'planning',
	'tender',
	'awards',
	'contracts',
	'relatedProcesses'
];

/** In the order of the standard; language, kind and buyer stand in every release. */
function ordered(news: Fields, state: Fields): Fields {
	const all: Fields = {
		language: state.language,
		initiationType: state.initiationType,
		buyer: state.buyer,
		...news
	};
	return Object.fromEntries(ORDER.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
}
