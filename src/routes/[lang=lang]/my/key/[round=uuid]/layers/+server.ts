import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { fromBase64, toBase64 } from '#platform/sealing/index.ts';
import { accessHeld, giveLayers, takeLayers } from '#capabilities/procurements/index.ts';
import { readJson } from '#platform/server/http/read-json.ts';

/** The layers that wait for the asker, for the page's own script. */
export const GET = async ({ locals: { ctx }, params, url }) => {
	await accessHeld(ctx, params.round);
	const id = z.uuid().safeParse(url.searchParams.get('unsealing'));
	const layers = id.success ? await takeLayers(ctx, params.round, id.data) : [];
	return json({ layers: layers.map(({ position, body }) => ({ position, body: toBase64(body) })) });
};

const shape = z.object({
	unsealing: z.uuid(),
	given: z
		.array(z.object({ position: z.number().int().min(0), body: z.base64().max(12_000).nullable() }))
		.max(200)
});

/** What the asker's identity opened. */
export const POST = async ({ locals: { ctx }, params, request }) => {
	await accessHeld(ctx, params.round);
	const { unsealing, given } = await readJson(request, shape);
	const after = await giveLayers(
		ctx,
		params.round,
		unsealing,
		given.map(({ position, body }) => ({ position, body: body === null ? null : fromBase64(body) }))
	);
	return json({ turn: after.turn });
};
