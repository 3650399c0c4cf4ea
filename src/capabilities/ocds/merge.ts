// The merge rules of OCDS 1.1: objects are merged field by field, arrays of objects with ids item by item, everything
// else is replaced, and null takes a field away.

export type Fields = Record<string, unknown>;

/** Fields that are replaced whole although their items have ids. From the schema; a test compares. */
export const WHOLE = new Set(['additionalIdentifiers', 'additionalClassifications']);
/** Fields of a release that are about the release and not about the process. */
const OWN = new Set(['id', 'date', 'tag']);

export const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** An array whose items are told apart by their ids. */
export const isKeyed = (value: unknown): value is Fields[] =>
	Array.isArray(value) && value.length > 0 && value.every((item) => isFields(item) && 'id' in item);

/** Equal, in whatever order the fields stand. */
export const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
	JSON.stringify(value, (_key, inner: unknown) =>
		isFields(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner
	) ?? '';

/** The compiled release once one more release has come. Neither argument is changed. */
export function mergeRelease(compiled: Fields | null, release: Fields): Fields {
	const news = Object.fromEntries(Object.entries(release).filter(([name]) => !OWN.has(name)));
	const { id: _id, date: _date, tag: _tag, ...known } = compiled ?? {};
	const { ocid, ...rest } = mergeFields(known, news);
	return {
		ocid,
		id: `${String(release.ocid)}-${String(release.date)}`,
		date: release.date,
		tag: ['compiled'],
		...rest
	};
}

/** One object over another. */
export function mergeFields(before: Fields, after: Fields): Fields {
	const merged = { ...before };
	for (const [name, value] of Object.entries(after)) {
		if (value === null) delete merged[name];
		else merged[name] = mergeValue(name, before[name], value);
	}
	return merged;
}

function mergeValue(name: string, before: unknown, after: unknown): unknown {
	if (isFields(after)) return mergeFields(isFields(before) ? before : {}, after);
	if (!isKeyed(after) || WHOLE.has(name)) return after;
	const known = isKeyed(before) ? before : [];
	const items = new Map(known.map((item) => [item.id, item]));
	for (const item of after) items.set(item.id, mergeFields(items.get(item.id) ?? {}, item));
	return [...items.values()];
}

/**
 * What must be said of a value so that merging gives it: the value itself, with null for what has gone. Items of
 * arrays cannot be taken away by merging, so nothing is said of those that have gone.
 */
export function withNulls(before: unknown, after: Fields, name = ''): Fields {
	const said: Fields = { ...after };
	if (!isFields(before) || WHOLE.has(name)) return said;
	for (const [key, was] of Object.entries(before)) {
		const now = after[key];
		if (now === undefined) said[key] = gone(was);
		else if (isFields(now)) said[key] = withNulls(was, now, key);
		else if (isKeyed(now) && isKeyed(was) && !WHOLE.has(key))
			said[key] = now.map((item) => withNulls(sameId(was, item), item));
		if (said[key] === undefined) delete said[key];
	}
	return said;
}

/** Objects and lists may not be null in a release: they are emptied, or left. */
function gone(was: unknown): unknown {
	if (isFields(was)) {
		const empty = Object.entries(was).map(([key, value]) => [key, key === 'id' ? value : gone(value)]);
		return Object.fromEntries(empty.filter(([, value]) => value !== undefined));
	}
	return isKeyed(was) ? undefined : null;
}

export const sameId = (items: Fields[], item: Fields) => items.find((one) => one.id === item.id);

export interface Version {
	releaseID: string;
	releaseDate: string;
	releaseTag: string[];
	value: unknown;
}

/** The official schema of versioned releases knows translations as plain texts: of them the last one stands. */
const TRANSLATED = /_(sv|en)$/;

/** Every value that each field has had, with the release that gave it. Releases in order. */
export function versionedRelease(releases: readonly Fields[]): Fields {
	const versioned: Fields = { ocid: releases[0]!.ocid };
	for (const release of releases) {
		const { id, date, tag, ocid: _ocid, ...news } = release;
		const from = { releaseID: id, releaseDate: date, releaseTag: tag } as Omit<Version, 'value'>;
		addVersions(versioned, news, from);
	}
	return versioned;
}

function addVersions(to: Fields, news: Fields, from: Omit<Version, 'value'>, item = false): void {
	for (const [name, value] of Object.entries(news)) {
		if (item && name === 'id') to.id = value;
		else if (TRANSLATED.test(name)) setOrDrop(to, name, value);
		else if (isFields(value)) addVersions((to[name] ??= {}) as Fields, value, from);
		else if (isKeyed(value) && !WHOLE.has(name)) addItems((to[name] ??= []) as Fields[], value, from);
		else addVersion((to[name] ??= []) as Version[], { ...from, value });
	}
}

function setOrDrop(to: Fields, name: string, value: unknown): void {
	if (value === null) delete to[name];
	else to[name] = value;
}

function addItems(to: Fields[], items: Fields[], from: Omit<Version, 'value'>): void {
	for (const item of items) {
		let known = sameId(to, item);
		if (!known) to.push((known = { id: item.id }));
		addVersions(known, item, from, true);
	}
}

/** A value that is repeated is not a new version. */
function addVersion(to: Version[], version: Version): void {
	const last = to.at(-1);
	if (!last && version.value === null) return;
	if (!last || !same(last.value, version.value)) to.push(version);
}
