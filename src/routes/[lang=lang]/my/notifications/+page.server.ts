import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { mySettings, saveSettings } from '#capabilities/notifications/index.ts';
import { settingsForm } from '#capabilities/notifications/form.ts';

export const load = async ({ locals: { ctx } }) => ({ settings: await mySettings(ctx) });

export const actions = {
	default: formAction({
		schema: settingsForm,
		door: requirePerson,
		run: async (ctx, data) => {
			await saveSettings(ctx, data);
			return { to: `/${ctx.lang}/my/notifications`, flash: 'notifications.saved' };
		}
	})
};
