import { requirePerson } from '#platform/access/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { countyOptions, municipalityOptions } from '#platform/places/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { THEMES, themeKey } from '#platform/themes/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { organisationsToStartFor, startInitiative } from '#capabilities/initiatives/index.ts';
import { startSchema } from '#capabilities/initiatives/form.ts';
import { startableMethods } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, url }) => {
	requirePerson(ctx);
	const organisations = await organisationsToStartFor(ctx);
	const methods = await startableMethods(ctx.db);
	const chosen = organisations.find((o) => o.id === url.searchParams.get('org')) ?? organisations[0];
	return {
		organisations: organisations.map(({ id, name }) => ({ value: id, label: name })),
		methods: methods.map((method) => ({
			value: method.key,
			label: plainText(method.name, ctx.lang),
			hint: plainText(method.summary, ctx.lang)
		})),
		municipalities: municipalityOptions(ctx.lang),
		counties: countyOptions(ctx.lang),
		themes: THEMES.map((theme) => ({ value: theme, label: translator(ctx.lang)(themeKey(theme)) })),
		start: {
			organisationId: chosen?.id,
			municipality: chosen?.municipality,
			county: chosen?.municipality ? null : chosen?.county,
			method: url.searchParams.get('method') ?? methods[0]?.key
		}
	};
};

export const actions = {
	default: formAction({
		schema: startSchema,
		door: requirePerson,
		run: async (ctx, data) => {
			const { slug } = await startInitiative(ctx, data);
			return { to: `/${ctx.lang}/initiatives/${slug}/work`, flash: 'initiatives.start.done' };
		}
	})
};
