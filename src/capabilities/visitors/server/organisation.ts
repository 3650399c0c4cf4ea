import { translator, type Lang } from '#platform/i18n/index.ts';
import { readText, toText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { shortMemory } from '#platform/server/short-memory.ts';
import { defineOrganisationSection, type SectionItem } from '#capabilities/actors/index.ts';
import { allKinds } from '#capabilities/initiatives/index.ts';
import { gather, pathOf } from './cards.ts';

const MOST = 20;

/** Organisation → published initiative → the kinds of activity it took part in. */
type Parts = Map<string, Map<string, string[]>>;

// What counts as taking part, and from when it is public, only the kinds know. They answer by initiative, so the
// answer for all organisations is turned around and kept for a minute.
const remembered = shortMemory<Parts>(60, 1);

/** Forgets nothing in production; tests pass `fresh`. */
export function partsTaken(db: DbOrTx, fresh = false): Promise<Parts> {
	return fresh ? readParts(db) : remembered('all', () => readParts(db));
}

async function readParts(db: DbOrTx): Promise<Parts> {
	const rows = await db
		.selectFrom('initiative')
		.select('id')
		.where('published_at', 'is not', null)
		.where('parent_activity_id', 'is', null)
		.execute();
	const ids = rows.map((row) => row.id);
	const parts: Parts = new Map();
	for (const kind of allKinds()) {
		for (const [run, organisations] of await kind.organisationsTakingPart(db, ids)) {
			for (const organisation of organisations) {
				const own = parts.get(organisation) ?? new Map<string, string[]>();
				own.set(run, [...new Set([...(own.get(run) ?? []), kind.key])]);
				parts.set(organisation, own);
			}
		}
	}
	return parts;
}

/** Initiatives of others that the organisation takes part in, the newest first. */
export async function takesPart(
	db: DbOrTx,
	organisationId: string,
	lang: Lang,
	fresh = false
): Promise<SectionItem[]> {
	const own = (await partsTaken(db, fresh)).get(organisationId);
	if (!own) return [];
	const rows = await db
		.selectFrom('initiative')
		.select(['id', 'slug', 'title'])
		.where('id', 'in', [...own.keys()])
		.where('organisation_id', '<>', organisationId)
		.where('published_at', 'is not', null)
		.orderBy('published_at', 'desc')
		.limit(MOST)
		.execute();
	const t = translator(lang);
	const names = new Map(allKinds().map((kind) => [kind.key, t(kind.name)]));
	return rows.map((row) => {
		const title = readText(toText(row.title), lang);
		const note = t.list(own.get(row.id)!.map((kind) => names.get(kind) ?? kind));
		return { title: title.text, lang: title.lang, path: `/initiatives/${row.slug}`, note };
	});
}

/** What anybody may do now in the organisation's own initiatives, what closes first before the rest. */
export async function openNow(db: DbOrTx, organisationId: string, lang: Lang): Promise<SectionItem[]> {
	const rows = await db
		.selectFrom('initiative')
		.select(['id', 'slug', 'title'])
		.where('organisation_id', '=', organisationId)
		.where('published_at', 'is not', null)
		.where('closed_at', 'is', null)
		.orderBy('published_at', 'desc')
		.limit(100)
		.execute();
	const ids = rows.map((row) => row.id);
	const notes = await gather(ids, (kind) => kind.chainNotes(db, ids));
	const t = translator(lang);
	return rows
		.flatMap((row) =>
			(notes.get(row.id) ?? []).flatMap(({ action }) => (action ? [{ ...action, run: row }] : []))
		)
		.sort((a, b) => +(a.until ?? Infinity) - +(b.until ?? Infinity))
		.slice(0, MOST)
		.map(({ label, path, until, run }) => {
			const title = readText(toText(run.title), lang).text;
			const date = until && t('visitors.organisation.until', { date: t.dateTime(until) });
			return {
				title: t(label),
				lang,
				path: pathOf(run.slug, path),
				note: date ? `${title}. ${date}` : title
			};
		});
}

defineOrganisationSection({
	name: 'open-now',
	title: 'visitors.organisation.open',
	order: 5,
	load: openNow
});
defineOrganisationSection({
	name: 'takes-part',
	title: 'visitors.organisation.takes-part',
	order: 20,
	load: (db, organisationId, lang) => takesPart(db, organisationId, lang)
});
