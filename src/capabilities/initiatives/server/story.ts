import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import type { MethodVersion } from '#capabilities/methods/index.ts';
import { allKinds, type ChainNote, type Figure } from '../kind.ts';
import { phaseOfKind } from '../moving.ts';

/** A public decision, document or account of what was said, as the dossier tells it. */
export interface Paper {
	id: string;
	/** The day it happened. */
	on: Date | string;
	title: LocalText;
	kind: 'material' | 'meeting' | 'question' | 'answer' | 'insight-summary' | 'decision' | 'note';
	/** Where it can be read, from the root; null where the title says all. */
	path: string | null;
	files: { id: string; name: string; type: string; size: number }[];
}

/** What one phase left behind. */
export interface PhaseStory {
	figures: Figure[];
	papers: Paper[];
	/** Organisations that took part in it, by id. */
	organisations: string[];
}

/** What a kind of activity says of one initiative. */
export interface KindAnswers {
	kind: string;
	notes: ChainNote[];
	figures: Figure[];
	organisations: string[];
}

/** One question of each sort to every kind; pages asked for at the same time share the queries. */
export const askKinds = askedTogether<KindAnswers[]>(async (db, ids) => {
	const kinds = await Promise.all(
		allKinds().map(async (kind) => {
			const [notes, figures, organisations] = await Promise.all([
				kind.chainNotes(db, ids),
				kind.figures(db, ids),
				kind.organisationsTakingPart(db, ids)
			]);
			return { kind: kind.key, notes, figures, organisations };
		})
	);
	return new Map(
		ids.map((id) => [
			id,
			kinds.map(({ kind, notes, figures, organisations }) => ({
				kind,
				notes: notes.get(id) ?? [],
				figures: figures.get(id) ?? [],
				organisations: organisations.get(id) ?? []
			}))
		])
	);
});

/**
 * Phase → what it left behind. What belongs to no activity goes with the first; what belongs to an activity that
 * the method has no step for goes where the initiative is now.
 */
export async function storyOf(
	db: DbOrTx,
	run: { id: string; currentPhase: string },
	method: MethodVersion,
	answers: KindAnswers[]
): Promise<Map<string, PhaseStory>> {
	const phases = method.definition.phases;
	const phaseOf = (kind: string | null) =>
		kind ? phaseOfKind(method.definition, kind, '', run.currentPhase) : phases[0]!.key;
	const story = new Map(
		phases.map(({ key }): [string, PhaseStory] => [key, { figures: [], papers: [], organisations: [] }])
	);
	for (const answer of answers) {
		const place = story.get(phaseOf(answer.kind))!;
		place.figures.push(...answer.figures);
		place.organisations = [...new Set([...place.organisations, ...answer.organisations])];
	}
	for (const { activityKind, activityId, ...paper } of await publicPapers(db, run.id)) {
		const path = pathFor(answers.find((answer) => answer.kind === activityKind)?.notes ?? [], activityId);
		story.get(phaseOf(activityKind))!.papers.push({ ...paper, path });
	}
	return story;
}

/** The public page of the activity, where its kind has one. */
function pathFor(notes: ChainNote[], activityId: string | null): string | null {
	const own = notes.find((note) => activityId && note.path?.includes(activityId));
	return (own ?? notes.find((note) => note.path))?.path ?? null;
}

async function publicPapers(db: DbOrTx, id: string) {
	const rows = await db
		.selectFrom('dossier_entry as d')
		.leftJoin('activity as a', 'a.id', 'd.activity_id')
		.select(['d.id', 'd.at', 'd.happened_on', 'd.kind', 'd.title', 'd.file_ids', 'd.activity_id'])
		.select('a.kind as activity_kind')
		.where('d.initiative_id', '=', id)
		.where('d.audience', '=', 'public')
		.where('d.redacted_at', 'is', null)
		.orderBy('d.at')
		.limit(200)
		.execute();
	const files = await publishedFiles(
		db,
		rows.flatMap((row) => row.file_ids)
	);
	return rows.map((row) => ({
		id: row.id,
		on: row.happened_on ?? row.at,
		title: toText(row.title)!,
		kind: row.kind as Paper['kind'],
		files: files.filter((file) => row.file_ids.includes(file.id)),
		activityKind: row.activity_kind,
		activityId: row.activity_id
	}));
}

async function publishedFiles(db: DbOrTx, ids: string[]): Promise<Paper['files']> {
	if (ids.length === 0) return [];
	return db
		.selectFrom('file')
		.select(['id', 'name', 'type', 'size'])
		.where('id', 'in', ids)
		.where('published_at', 'is not', null)
		.where('removed_at', 'is', null)
		.orderBy('created_at')
		.execute();
}
