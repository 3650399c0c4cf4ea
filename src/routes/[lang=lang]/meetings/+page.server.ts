import { countyOptions } from '#platform/places/index.ts';
import { comingMeetings } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, url }) => {
	const county = url.searchParams.get('county') ?? '';
	const form = url.searchParams.get('form') ?? '';
	const page = Math.max(1, Math.min(500, Number(url.searchParams.get('page')) || 1));
	const found = await comingMeetings(ctx, { county: county || undefined, form: form || undefined, page });
	return { ...found, county, form, page, counties: countyOptions(ctx.lang) };
};
