import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { fromBase64 } from '#platform/sealing/index.ts';
import { setFlash } from '#platform/server/http/flash.ts';
import { readJson } from '#platform/server/http/read-json.ts';
import {
	accessTender,
	standingOf,
	submitTender,
	submitTenderPermission,
	toSeal
} from '#capabilities/procurements/index.ts';
import { PIECES, type SealedTender } from '#capabilities/procurements/sealing/build.ts';

/** For whom to seal, and what to write on the label: asked for at the moment of sending. */
export const GET = async ({ locals: { ctx }, params }) => {
	const tender = await accessTender(ctx, params.id, submitTenderPermission);
	return json({ seal: await toSeal(ctx.db, tender), standing: standingOf(tender) });
};

const shape = z.object({
	version: z.number().int().min(1),
	pieces: z.record(z.enum(PIECES), z.base64()),
	files: z.array(z.uuid()).max(50)
});

/** Takes in a tender that the page's own script has sealed. */
export const POST = async ({ locals: { ctx }, params, request, cookies }) => {
	await accessTender(ctx, params.id, submitTenderPermission);
	const { version, pieces, files } = await readJson(request, shape);
	const opened = PIECES.map((name) => [name, fromBase64(pieces[name])] as const);
	const tender = { pieces: Object.fromEntries(opened) as SealedTender['pieces'], files };
	const receipt = await submitTender(ctx, params.id, { tender, way: 'browser', version });
	setFlash(cookies, 'procurement.write.sent.flash', { version: receipt.version });
	return json({ to: `/${ctx.lang}/my/tenders/${params.id}` });
};
