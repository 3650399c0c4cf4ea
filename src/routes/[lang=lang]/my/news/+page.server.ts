import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { markAllRead, myNotices } from '#capabilities/notifications/index.ts';

export const load = async ({ locals: { ctx }, url }) => {
	const page = Math.max(1, Math.min(10_000, Number(url.searchParams.get('page')) || 1));
	return { ...(await myNotices(ctx, page)), page };
};

export const actions = {
	read: formAction({
		schema: z.object({}),
		door: requirePerson,
		run: async (ctx) => {
			await markAllRead(ctx);
			return { to: `/${ctx.lang}/my/news` };
		}
	})
};
