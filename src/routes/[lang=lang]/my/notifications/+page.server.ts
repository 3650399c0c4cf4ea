import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { NEWS_KINDS, type NewsKind } from '#platform/server/news/index.ts';
import { FREQUENCIES, mySettings, saveSettings, type Frequency } from '#capabilities/notifications/index.ts';

const schema = z.object(Object.fromEntries(NEWS_KINDS.map((kind) => [kind, z.enum(FREQUENCIES)])) as Record<NewsKind, z.ZodType<Frequency>>);

export const load = async ({ locals: { ctx } }) => ({ settings: await mySettings(ctx) });

export const actions = {
	default: formAction({
		schema,
		door: requirePerson,
		run: async (ctx, data) => {
			await saveSettings(ctx, data);
			return { to: `/${ctx.lang}/my/notifications`, flash: 'notifications.saved' };
		}
	})
};
