import { readCall, sectorWord } from '#capabilities/calls/index.ts';
import { noticesOf } from '#capabilities/ocds/index.ts';
import { mayLookForPartners } from '#capabilities/partners/index.ts';
import { isSignedIn } from '#platform/access/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { plainMarkdown } from '#design/text/markdown.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const page = await readCall(ctx, params.slug, params.id);
	const t = translator(ctx.lang);
	const { named = [], unnamed = [] } = page.answerers ?? {};
	return {
		page,
		notices: await noticesOf(ctx, params.id),
		partners: await mayLookForPartners(ctx, params.id, page.rfi.initiative),
		sectors: Object.fromEntries([...named, ...unnamed].map(({ sector }) => [sector, sectorWord(sector, t)])),
		signedIn: isSignedIn(ctx.actor),
		description: plainMarkdown(plainText(page.content.background, ctx.lang))
	};
};
