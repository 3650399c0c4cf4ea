import { sql } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
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
	for (const { activityKind, activityId, ...paper } of (await publicPapers(db, run.id)) ?? []) {
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

interface PaperRow {
	initiativeId: string;
	id: string;
	happened_on: string | null;
	at: Date;
	kind: Paper['kind'];
	title: unknown;
	files: Paper['files'] | null;
	activityId: string | null;
	activityKind: string | null;
}

/** With the files that everybody may read. */
const publicPapers = askedTogether(async (db, ids) => {
	const { rows } = await sql<PaperRow>`
		select d.initiative_id as "initiativeId", d.id, d.happened_on, d.at, d.kind, d.title,
			d.activity_id as "activityId", d.activity_kind as "activityKind",
			(select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size)
					order by f.created_at)
				from file f where f.id = any(d.file_ids) and f.published_at is not null and f.removed_at is null) as files
		from unnest(${uuids(ids)}) w(id) cross join lateral (
			select e.*, a.kind as activity_kind from dossier_entry e left join activity a on a.id = e.activity_id
			where e.initiative_id = w.id and e.audience = 'public' and e.redacted_at is null
			order by e.at limit 200) d`.execute(db);
	return groupedBy(rows, toPaper);
});

type KeptPaper = Omit<Paper, 'path'> & { activityId: string | null; activityKind: string | null };

function toPaper({ initiativeId, happened_on, at, title, files, ...row }: PaperRow): [string, KeptPaper] {
	return [initiativeId, { ...row, on: happened_on ?? at, title: toText(title)!, files: files ?? [] }];
}
