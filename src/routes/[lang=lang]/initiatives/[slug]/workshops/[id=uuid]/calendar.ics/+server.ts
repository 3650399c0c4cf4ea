import { workshopCalendar } from '#capabilities/workshops/index.ts';

/** The workshop as a calendar file. */
export const GET = async ({ locals: { ctx }, params }) =>
	new Response(await workshopCalendar(ctx, params.slug, params.id), {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'attachment; filename="workshop.ics"'
		}
	});
