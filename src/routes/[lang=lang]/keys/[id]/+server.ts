import { keyPem } from '#capabilities/trust/index.ts';
import type { RequestHandler } from './$types';

/** A public key as a file. */
export const GET: RequestHandler = async ({ locals, params }) =>
	new Response(await keyPem(locals.ctx, params.id), {
		headers: {
			'content-type': 'application/x-pem-file',
			'content-disposition': `attachment; filename="motesplats-${params.id.slice(0, 16)}.pem"`
		}
	});
