import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';

export interface DossierEntry {
	initiativeId: string;
	activityId?: string;
	kind: 'material' | 'meeting' | 'question' | 'answer' | 'insight-summary' | 'decision' | 'note';
	title: LocalText;
	body?: LocalText | null;
	/** Who got it. */
	audience: 'public' | 'participants' | 'invited' | 'team';
	/** Ids of the organisations that got it; never persons. */
	organisations?: string[];
	fileIds?: string[];
	/** The record it tells of, so that the same thing is not told twice. */
	source?: { kind: string; id: string };
	/** The day it happened, 'YYYY-MM-DD', where that is not today. */
	on?: string;
}

/**
 * Tells the initiative's append-only story: what was learned and shared, with whom. Call it in the transaction
 * that shares the thing. Secrets from an RFI and names of persons never enter.
 */
export async function addToDossier(tx: Tx, ctx: Context, entry: DossierEntry): Promise<string> {
	const row = await tx
		.insertInto('dossier_entry')
		.values({
			initiative_id: entry.initiativeId,
			activity_id: entry.activityId ?? null,
			kind: entry.kind,
			title: json(entry.title),
			body: entry.body ? json(entry.body) : null,
			audience: entry.audience,
			organisations: entry.organisations ?? [],
			file_ids: entry.fileIds ?? [],
			source_kind: entry.source?.kind ?? null,
			source_id: entry.source?.id ?? null,
			happened_on: entry.on ?? null,
			added_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}
