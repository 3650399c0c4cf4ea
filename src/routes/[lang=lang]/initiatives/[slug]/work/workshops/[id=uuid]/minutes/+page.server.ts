import { toLang } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { fileForm, minutesForm, nothingForm } from '#capabilities/workshops/form.ts';
import {
	facilitateWorkshop,
	participantsPage,
	publishMinutes,
	removeMinutesFile,
	saveMinutes
} from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { workshop, files, present } = await participantsPage(ctx, params.slug, params.id);
	const textLang = toLang(url.searchParams.get('in'), workshop.minutes?.o ?? ctx.lang);
	return { workshop, files, present, textLang };
};

const door = (ctx: App.Locals['ctx'], event: { params: { slug?: string; id?: string } }) =>
	facilitateWorkshop(ctx, event.params.slug!, event.params.id!);
const path = (ctx: App.Locals['ctx'], params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}/minutes`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: minutesForm,
		door,
		run: async (ctx, data, { params }) => {
			await saveMinutes(ctx, params.slug!, params.id!, data);
			return {
				to: `${path(ctx, params)}?in=${data.textLang}`,
				flash: 'workshops.flash.minutes-saved' as const
			};
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: fileForm,
		door,
		run: async (ctx, data, { params }) => {
			await removeMinutesFile(ctx, params.slug!, params.id!, data.file);
			return { to: path(ctx, params) };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: nothingForm,
		door,
		run: async (ctx, _data, { params }) => {
			const { mailed } = await publishMinutes(ctx, params.slug!, params.id!);
			return {
				to: path(ctx, params),
				flash: 'workshops.flash.minutes-published' as const,
				params: { n: mailed }
			};
		}
	})
};
