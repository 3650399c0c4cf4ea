import {
	findCandidates,
	accessRfi,
	inviteOrganisations,
	manageCalls,
	sectorWord
} from '#capabilities/calls/index.ts';
import { inviteForm } from '#capabilities/calls/form.ts';
import { translator } from '#platform/i18n/index.ts';
import { readText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { themeKey } from '#platform/themes/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { candidates } = await findCandidates(ctx, params.slug, params.id);
	const t = translator(ctx.lang);
	const rows = candidates.map((candidate) => ({
		id: candidate.id,
		name: candidate.name,
		slug: candidate.slug,
		why: [
			sectorWord(candidate.sector, t),
			...candidate.themes.map((theme) => t(themeKey(theme as Parameters<typeof themeKey>[0]))),
			candidate.sameCounty ? t('rfi.invite.county') : ''
		].filter(Boolean),
		offers: readText(candidate.offers, ctx.lang).text,
		invitedAt: candidate.invitedAt,
		reachable: candidate.reachable,
		declined: candidate.declined
	}));
	return {
		possible: rows.filter((row) => row.reachable && !row.invitedAt),
		invited: rows.filter((row) => row.invitedAt),
		unreachable: rows.filter((row) => !row.reachable && !row.invitedAt)
	};
};

export const actions = {
	default: formAction({
		schema: inviteForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			const count = await inviteOrganisations(ctx, params.slug!, params.id!, data.organisation);
			const to = `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/invite`;
			return { to, flash: 'rfi.invite.done', params: { count } };
		}
	})
};
