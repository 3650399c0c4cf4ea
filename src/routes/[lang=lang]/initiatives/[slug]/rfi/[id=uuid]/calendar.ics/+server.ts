import { deadlineCalendar } from '#capabilities/calls/index.ts';

export const GET = async ({ locals: { ctx }, params }) =>
	new Response(await deadlineCalendar(ctx, params.slug, params.id), {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'attachment; filename="rfi.ics"'
		}
	});
