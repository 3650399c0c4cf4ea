import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { readJson } from '#platform/server/http/read-json.ts';
import { accessTender, beginUpload, draftTender } from '#capabilities/procurements/index.ts';

/** Makes room for a sealed file of so many bytes; it is then sent piece by piece. */
export const POST = async ({ locals: { ctx }, params, request }) => {
	await accessTender(ctx, params.id, draftTender);
	const { bytes } = await readJson(request, z.object({ bytes: z.number().int().min(200) }));
	return json({ id: await beginUpload(ctx, params.id, bytes) });
};
