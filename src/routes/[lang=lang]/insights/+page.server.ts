import { nationalPicture } from '#capabilities/insights/index.ts';
import { isTheme } from '#platform/themes/index.ts';

export const load = async ({ locals: { ctx }, url }) => {
	const query = url.searchParams;
	const theme = query.get('theme') ?? '';
	const filter = {
		theme: isTheme(theme) ? theme : undefined,
		county: /^\d{2}$/.test(query.get('county') ?? '') ? query.get('county')! : undefined,
		q: query.get('q')?.trim().slice(0, 200) || undefined,
		page: Math.max(1, Math.min(1000, Number(query.get('page')) || 1))
	};
	return { ...(await nationalPicture(ctx, filter)), filter };
};
