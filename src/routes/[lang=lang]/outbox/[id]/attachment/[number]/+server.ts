import { outboxAttachment } from '#capabilities/identity/index.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { name, content } = await outboxAttachment(locals.ctx, params.id, Number(params.number));
	return new Response(content, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`
		}
	});
};
