import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { THEMES } from '#platform/themes/index.ts';
import { myFollowing, setFollow } from '#capabilities/notifications/index.ts';

export const load = async ({ locals: { ctx } }) => {
	const all = await myFollowing(ctx);
	return {
		following: all.filter((one) => one.kind !== 'theme'),
		themes: all.filter((one) => one.kind === 'theme').map((one) => one.id)
	};
};

export const actions = {
	stop: formAction({
		schema: z.object({ kind: z.enum(['initiative', 'organisation']), id: text(100) }),
		door: requirePerson,
		run: async (ctx, data) => {
			await setFollow(ctx, { kind: data.kind, id: data.id }, false);
			return { to: `/${ctx.lang}/my/following`, flash: 'notifications.following.stopped' };
		}
	}),
	themes: formAction({
		schema: z.object({ theme: z.array(z.enum(THEMES)).max(40) }),
		door: requirePerson,
		run: async (ctx, data) => {
			for (const theme of THEMES)
				await setFollow(ctx, { kind: 'theme', id: theme }, data.theme.includes(theme));
			return { to: `/${ctx.lang}/my/following`, flash: 'notifications.following.saved' };
		}
	})
};
