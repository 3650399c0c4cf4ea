import { can } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { methodVersion } from '#capabilities/methods/index.ts';
import { allKinds, type ActivityKind, type ChainNote, type Figure, type Headline } from '../kind.ts';
import { accessInitiative, workInInitiative, type Initiative } from './access.ts';
import { followersOf } from './follow.ts';
import { phaseStates, type PhaseState } from './overview.ts';

export interface PublicPhase extends PhaseState {
	/** One line about what the phase is. */
	summary: LocalText;
	notes: ChainNote[];
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
	decisions: { id: string; on: Date | string; title: LocalText }[];
	documents: { id: string; name: string; type: string; size: number }[];
	followers: { count: number; mine: boolean };
}

/** Kinds write paths from the initiative or from the root; readers get the latter. */
export function pathWithin(slug: string, path: string): string {
	return path.startsWith('/initiatives/') ? path : `/initiatives/${slug}${path}`;
}

/** Everything that an initiative's public page tells. One query per kind and table, none per row. */
export async function publicInitiative(ctx: Context, slug: string): Promise<PublicInitiative> {
	const run = await accessInitiative(ctx, slug);
	const method = await methodVersion(ctx.db, run.methodVersionId);
	const [notes, figures, headlines, organisations, states] = await Promise.all([
		ask(run.id, (kind) => kind.chainNotes(ctx.db, [run.id])),
		ask(run.id, (kind) => kind.figures(ctx.db, [run.id])),
		run.closedAt ? headlinesOf(ctx.db, run.id) : [],
		organisationsOf(ctx.db, run),
		phaseStates(ctx.db, run, method)
	]);
	const placed = notes.map((note) => withRoot(run.slug, note));
	return {
		run,
		closedReason: await closedReason(ctx.db, run),
		mayWork: can(ctx.actor, workInInitiative, run),
		phases: states.map((state, index) => ({
			...state,
			summary: method.definition.phases[index]!.summary as LocalText,
			notes: placed.filter((note) => note.phase === state.key)
		})),
		actions: run.closedAt ? [] : soonest(placed.flatMap((note) => note.action ?? [])),
		figures,
		sectors: bySector(organisations),
		organisations,
		headlines: headlines.map((line) =>
			line.path ? { ...line, path: pathWithin(run.slug, line.path) } : line
		),
		news: await newsOf(ctx.db, run.id),
		...(await papersOf(ctx.db, run.id)),
		followers: await followersOf(ctx, run.id)
	};
}

async function ask<T>(id: string, question: (kind: ActivityKind) => Promise<Map<string, T[]>>): Promise<T[]> {
	const answers = await Promise.all(allKinds().map(question));
	return answers.flatMap((answer) => answer.get(id) ?? []);
}

async function headlinesOf(db: DbOrTx, id: string): Promise<Headline[]> {
	const answers = await Promise.all(allKinds().flatMap((kind) => kind.headline?.(db, [id]) ?? []));
	return answers.flatMap((answer) => answer.get(id) ?? []);
}

function withRoot(slug: string, note: ChainNote): ChainNote {
	return {
		...note,
		...(note.path ? { path: pathWithin(slug, note.path) } : {}),
		...(note.action ? { action: { ...note.action, path: pathWithin(slug, note.action.path) } } : {})
	};
}

const soonest = (actions: OpenAction[]) =>
	actions.toSorted((a, b) => +(a.until ?? Infinity) - +(b.until ?? Infinity));

async function organisationsOf(db: DbOrTx, run: Initiative) {
	const taking = await ask(run.id, (kind) => kind.organisationsTakingPart(db, [run.id]));
	return db
		.selectFrom('organisation')
		.select(['name', 'slug', 'sector'])
		.where('id', 'in', [...new Set([run.organisationId, ...taking])])
		.where('hidden_at', 'is', null)
		.orderBy('name')
		.execute();
}

function bySector(organisations: { sector: string }[]): { sector: string; count: number }[] {
	const counts = new Map<string, number>();
	for (const { sector } of organisations) counts.set(sector, (counts.get(sector) ?? 0) + 1);
	return [...counts].map(([sector, count]) => ({ sector, count })).sort((a, b) => b.count - a.count);
}

async function newsOf(db: DbOrTx, id: string): Promise<PublicInitiative['news']> {
	const rows = await db
		.selectFrom('news')
		.select(['at', 'key', 'params', 'path'])
		.where('initiative_id', '=', id)
		.where('audience', '=', 'public')
		.orderBy('at', 'desc')
		.limit(30)
		.execute();
	return rows.map((row) => ({ ...row, params: row.params as Record<string, unknown> }));
}

/** Decisions of the dossier that are public, and the public files that belong to it. */
async function papersOf(db: DbOrTx, id: string): Promise<Pick<PublicInitiative, 'decisions' | 'documents'>> {
	const entries = await db
		.selectFrom('dossier_entry')
		.select(['id', 'at', 'happened_on', 'kind', 'title', 'file_ids'])
		.where('initiative_id', '=', id)
		.where('audience', '=', 'public')
		.where('redacted_at', 'is', null)
		.orderBy('at', 'desc')
		.limit(100)
		.execute();
	const files = entries.flatMap((entry) => entry.file_ids);
	return {
		decisions: entries
			.filter((entry) => entry.kind === 'decision')
			.map((entry) => ({ id: entry.id, on: entry.happened_on ?? entry.at, title: toText(entry.title)! })),
		documents: files.length === 0 ? [] : await publishedFiles(db, files)
	};
}

async function publishedFiles(db: DbOrTx, ids: string[]): Promise<PublicInitiative['documents']> {
	return db
		.selectFrom('file')
		.select(['id', 'name', 'type', 'size'])
		.where('id', 'in', ids)
		.where('published_at', 'is not', null)
		.where('removed_at', 'is', null)
		.orderBy('created_at')
		.execute();
}

async function closedReason(db: DbOrTx, run: Initiative): Promise<LocalText | null> {
	if (run.closedAs !== 'stopped') return null;
	const row = await db
		.selectFrom('initiative')
		.select('closed_reason')
		.where('id', '=', run.id)
		.executeTakeFirst();
	return toText(row?.closed_reason);
}
