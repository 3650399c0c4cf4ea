import { sql, type RawBuilder } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { allKinds, passedPhases, smallChain, type ActivityKind } from '#capabilities/initiatives/index.ts';
import { methodVersions } from '#capabilities/methods/index.ts';

/** Something that anybody may do now, with its deadline. */
export interface OpenAction {
	label: MessageKey;
	/** Path without language. */
	path: string;
	until: Date | null;
}

/** An initiative as a card in a list. */
export interface InitiativeCard {
	id: string;
	slug: string;
	title: LocalText;
	summary: LocalText | null;
	organisation: string;
	municipality: string | null;
	county: string | null;
	placeName: string | null;
	phases: ReturnType<typeof smallChain>;
	/** The one that closes first. */
	open: OpenAction | null;
	/** The owner and all that took part, each counted once. */
	organisations: number;
	closedAs: 'finished' | 'stopped' | null;
}

interface Row {
	id: string;
	slug: string;
	title: unknown;
	summary: unknown;
	organisation_id: string;
	organisation: string;
	municipality: string | null;
	county: string | null;
	place_name: string | null;
	method_version_id: string;
	current_phase: string;
	passed: string[];
	closed_as: 'finished' | 'stopped' | null;
}

/** Published initiatives: what is open for anybody comes first, by its deadline; then the newest. */
function goingOn(db: DbOrTx, size: number): Promise<Row[]> {
	return select(
		db,
		sql`i.closed_at is null`,
		sql`(select min(a.ends_at) from activity a where a.initiative_id = i.id and a.published_at is not null
			and a.closed_at is null and a.cancelled_at is null and a.ends_at > now()) nulls last, i.published_at desc`,
		size
	);
}

/** What goes on, and those that came to their end, latest first; what hangs on them is asked for all at once. */
export async function cardsOf(
	db: DbOrTx,
	sizes: { goingOn: number; finished: number }
): Promise<{ goingOn: InitiativeCard[]; finished: InitiativeCard[] }> {
	const [open, over] = await Promise.all([
		goingOn(db, sizes.goingOn),
		select(db, sql`i.closed_as = 'finished'`, sql`i.closed_at desc`, sizes.finished)
	]);
	const cards = await toCards(db, [...open, ...over]);
	return { goingOn: cards.slice(0, open.length), finished: cards.slice(open.length) };
}

async function select(db: DbOrTx, where: RawBuilder<unknown>, order: RawBuilder<unknown>, size: number) {
	const { rows } = await sql<Row>`
		select i.id, i.slug, i.title, i.summary, i.organisation_id, o.name as organisation, i.municipality, i.county,
			i.place_name, i.method_version_id, i.current_phase, i.closed_as, ${passedPhases} as passed
		from initiative i join organisation o on o.id = i.organisation_id
		where i.published_at is not null and i.parent_activity_id is null and ${where}
		order by ${order}, i.id limit ${size}`.execute(db);
	return rows;
}

/** One query per kind for all cards together, never one per card. */
async function toCards(db: DbOrTx, rows: Row[]): Promise<InitiativeCard[]> {
	if (rows.length === 0) return [];
	const ids = rows.map((row) => row.id);
	const [methods, open, taking] = await Promise.all([
		methodVersions(
			db,
			rows.map((row) => row.method_version_id)
		),
		openActions(db, rows),
		gather(ids, (kind) => kind.organisationsTakingPart(db, ids))
	]);
	return rows.map((row) => {
		const phases = methods.get(row.method_version_id)?.definition.phases ?? [];
		const { current_phase: phase, passed, closed_as: closedAs } = row;
		return {
			id: row.id,
			slug: row.slug,
			title: toText(row.title)!,
			summary: toText(row.summary),
			organisation: row.organisation,
			municipality: row.municipality,
			county: row.county,
			placeName: row.place_name,
			phases: smallChain(phases, { phase, passed, closedAs }),
			open: open.get(row.id) ?? null,
			organisations: new Set([row.organisation_id, ...(taking.get(row.id) ?? [])]).size,
			closedAs
		};
	});
}

async function openActions(
	db: DbOrTx,
	rows: { id: string; slug: string }[]
): Promise<Map<string, OpenAction>> {
	const ids = rows.map((row) => row.id);
	const notes = await gather(ids, (kind) => kind.chainNotes(db, ids));
	const open = rows.flatMap(({ id, slug }) => {
		const actions = (notes.get(id) ?? []).flatMap((note) => note.action ?? []);
		const [first] = actions.sort((a, b) => +(a.until ?? Infinity) - +(b.until ?? Infinity));
		return first ? [[id, { ...first, path: pathOf(slug, first.path) }] as const] : [];
	});
	return new Map(open);
}

/** Kinds write some paths from the initiative and some from the root; readers get the latter. */
export const pathOf = (slug: string, path: string) =>
	path.startsWith('/initiatives/') ? path : `/initiatives/${slug}${path}`;

/** Asks every kind once about all initiatives and puts the answers together. */
export async function gather<T>(
	ids: readonly string[],
	ask: (kind: ActivityKind) => Promise<Map<string, T[]>>
): Promise<Map<string, T[]>> {
	const answers = await Promise.all(allKinds().map(ask));
	return new Map(ids.map((id) => [id, answers.flatMap((answer) => answer.get(id) ?? [])]));
}
