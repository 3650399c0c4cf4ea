import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { fromBase64 } from '#platform/sealing/index.ts';
import { readJson } from '#platform/server/http/read-json.ts';
import { accessTender, draftTender, saveDraft } from '#capabilities/procurements/index.ts';

const shape = z.object({
	revision: z.number().int().min(1),
	recipient: z.string().max(80),
	body: z.base64()
});

/** Keeps a draft that the page's own script has sealed. */
export const PUT = async ({ locals: { ctx }, params, request }) => {
	await accessTender(ctx, params.id, draftTender);
	const { body, ...draft } = await readJson(request, shape);
	return json({ revision: await saveDraft(ctx, params.id, { ...draft, body: fromBase64(body) }) });
};
