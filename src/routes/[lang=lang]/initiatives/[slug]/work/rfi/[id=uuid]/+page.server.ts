import { z } from 'zod';
import { accessRfi, discardRfi, manageCalls, readVersions } from '#capabilities/calls/index.ts';
import { TEXT_PARTS } from '#capabilities/calls/form.ts';
import { burden, lackingToPublish, untranslated } from '#capabilities/calls/rules.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const rfi = await accessRfi(ctx, params.slug, params.id, workInInitiative);
	const { draft } = rfi;
	const versions = await readVersions(ctx.db, rfi.id);
	return {
		takenFrom: rfi.takenFrom,
		written: TEXT_PARTS.filter((part) => draft[part] !== null).length,
		parts: TEXT_PARTS.length,
		contact: draft.contact.email,
		burden: burden(draft.questions),
		documents: draft.documents.length,
		questionsUntil: rfi.questionsUntil,
		answersUntil: rfi.answersUntil,
		lacking: lackingToPublish(draft, rfi),
		untranslated: untranslated(draft),
		changed: rfi.version !== null && JSON.stringify(rfi.version.content) !== JSON.stringify(draft),
		versions: versions.map(({ number, publishedAt, publishedByName }) => ({
			number,
			publishedAt,
			publishedByName
		}))
	};
};

export const actions = {
	discard: formAction({
		id: 'discard',
		schema: z.object({}),
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, _data, { params }) => {
			await discardRfi(ctx, params.slug!, params.id!);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi`, flash: 'rfi.discarded' };
		}
	})
};
