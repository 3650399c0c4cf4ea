import { sql, type SqlBool } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import { can } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { methodVersion } from '#capabilities/methods/index.ts';
import { allKinds, type ChainNote, type Figure, type Headline } from '../kind.ts';
import { phaseOfKind } from '../moving.ts';
import { accessInitiative, workInInitiative, type Initiative } from './access.ts';
import { followersOf } from './follow.ts';
import { phaseStates, type PhaseState } from './overview.ts';
import { askKinds, storyOf, type Paper } from './story.ts';

export interface PublicPhase extends PhaseState {
	/** One line about what the phase is. */
	summary: LocalText;
	notes: ChainNote[];
	figures: Figure[];
	/** Decisions, documents and accounts that everybody may read, oldest first. */
	papers: Paper[];
	/** Organisations that took part in this phase; the owner is not counted unless it did. */
	organisations: number;
	sectors: string[];
}

export interface OpenAction {
	label: MessageKey;
	path: string;
	until: Date | null;
}

export interface PublicInitiative {
	run: Initiative;
	/** Why it was stopped. */
	closedReason: LocalText | null;
	mayWork: boolean;
	phases: PublicPhase[];
	/** What visitors can do now, the soonest deadline first. */
	actions: OpenAction[];
	figures: Figure[];
	/** Organisations that took part, the owner among them, counted by sector. */
	sectors: { sector: string; count: number }[];
	organisations: { name: string; slug: string; sector: string }[];
	headlines: Headline[];
	news: { at: Date; key: string; params: Record<string, unknown>; path: string }[];
	followers: { count: number; mine: boolean };
}

/** Kinds write paths from the initiative or from the root; readers get the latter. */
export function pathWithin(slug: string, path: string): string {
	return path.startsWith('/initiatives/') ? path : `/initiatives/${slug}${path}`;
}

/** What an initiative's public page tells everybody alike. */
export type PublicParts = Omit<PublicInitiative, 'run' | 'mayWork' | 'followers'>;

/** Everything that an initiative's public page tells. One query per kind and table, none per row. */
export async function publicInitiative(ctx: Context, slug: string): Promise<PublicInitiative> {
	const run = await accessInitiative(ctx, slug);
	return { ...(await publicParts(ctx.db, run)), ...(await readersParts(ctx, run)) };
}

/** What depends on who reads. Never remembered. */
export async function readersParts(
	ctx: Context,
	run: Initiative
): Promise<Pick<PublicInitiative, 'run' | 'mayWork' | 'followers'>> {
	return {
		run,
		mayWork: can(ctx.actor, workInInitiative, run),
		followers: await followersOf(ctx, run.id)
	};
}

/** The caller has decided that the initiative may be seen. */
export async function publicParts(db: DbOrTx, run: Initiative): Promise<PublicParts> {
	const method = await methodVersion(db, run.methodVersionId);
	const [raw, headlines, states, reason, news] = await Promise.all([
		askKinds(db, run.id),
		run.closedAt ? headlinesOf(db, run.id) : undefined,
		phaseStates(db, run, method),
		closedReason(db, run),
		newsOf(db, run.id)
	]);
	const answers = raw!.map((one) => ({
		...one,
		notes: one.notes.map((note) => ({
			...withRoot(run.slug, note),
			phase: phaseOfKind(method.definition, one.kind, note.phase, run.currentPhase)
		}))
	}));
	const [organisations, story] = await Promise.all([
		organisationsOf(
			db,
			run.organisationId,
			answers.flatMap((one) => one.organisations)
		),
		storyOf(db, run, method, answers)
	]);
	const placed = answers.flatMap((one) => one.notes);
	return {
		closedReason: reason,
		phases: states.map((state, index) => ({
			...state,
			summary: method.definition.phases[index]!.summary as LocalText,
			notes: placed.filter((note) => note.phase === state.key),
			figures: story.get(state.key)!.figures,
			papers: story.get(state.key)!.papers,
			...tookPart(organisations, story.get(state.key)!.organisations)
		})),
		actions: run.closedAt ? [] : soonest(placed.flatMap((note) => note.action ?? [])),
		figures: answers.flatMap((one) => one.figures),
		sectors: bySector(organisations),
		organisations: organisations.map(({ name, slug, sector }) => ({ name, slug, sector })),
		headlines: (headlines ?? []).map((line) =>
			line.path ? { ...line, path: pathWithin(run.slug, line.path) } : line
		),
		news: news ?? []
	};
}

const headlinesOf = askedTogether<Headline[]>(async (db, ids) => {
	const answers = await Promise.all(allKinds().flatMap((kind) => kind.headline?.(db, ids) ?? []));
	return new Map(ids.map((id) => [id, answers.flatMap((answer) => answer.get(id) ?? [])]));
});

function withRoot(slug: string, note: ChainNote): ChainNote {
	return {
		...note,
		...(note.path ? { path: pathWithin(slug, note.path) } : {}),
		...(note.action ? { action: { ...note.action, path: pathWithin(slug, note.action.path) } } : {})
	};
}

const soonest = (actions: OpenAction[]) =>
	actions.toSorted((a, b) => +(a.until ?? Infinity) - +(b.until ?? Infinity));

/** The owner and all that took part, each once; what was hidden from the directory is not named here either. */
async function organisationsOf(db: DbOrTx, owner: string, taking: string[]) {
	const ids = [...new Set([owner, ...taking])];
	const found = await Promise.all(ids.map((id) => organisation(db, id)));
	return found.flatMap((one) => one ?? []).sort((a, b) => inSwedish.compare(a.name, b.name));
}

const inSwedish = new Intl.Collator('sv');

const organisation = askedTogether(async (db, ids) => {
	const rows = await db
		.selectFrom('organisation')
		.select(['id', 'name', 'slug', 'sector'])
		.where(sql<SqlBool>`id = any(${uuids(ids)})`)
		.where('hidden_at', 'is', null)
		.execute();
	return new Map(rows.map((row) => [row.id, row]));
});

function tookPart(all: { id: string; sector: string }[], ids: string[]) {
	const own = all.filter((organisation) => ids.includes(organisation.id));
	return { organisations: own.length, sectors: [...new Set(own.map(({ sector }) => sector))] };
}

function bySector(organisations: { sector: string }[]): { sector: string; count: number }[] {
	const counts = new Map<string, number>();
	for (const { sector } of organisations) counts.set(sector, (counts.get(sector) ?? 0) + 1);
	return [...counts].map(([sector, count]) => ({ sector, count })).sort((a, b) => b.count - a.count);
}

const newsOf = askedTogether(async (db, ids) => {
	const { rows } = await sql<{ id: string } & PublicInitiative['news'][number]>`
		select a.id, n.* from unnest(${uuids(ids)}) a(id) cross join lateral (
			select at, key, params, path from news n
			where n.initiative_id = a.id and n.audience = 'public' order by n.at desc limit 30) n`.execute(db);
	return groupedBy(rows, ({ id, ...item }) => [id, item]);
});

async function closedReason(db: DbOrTx, run: Initiative): Promise<LocalText | null> {
	if (run.closedAs !== 'stopped') return null;
	const row = await db
		.selectFrom('initiative')
		.select('closed_reason')
		.where('id', '=', run.id)
		.executeTakeFirst();
	return toText(row?.closed_reason);
}
