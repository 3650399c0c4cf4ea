import { tenderCalendar } from '#capabilities/procurements/index.ts';
import { calendarResponse } from '#platform/server/calendar/index.ts';

export const GET = async ({ locals: { ctx }, params }) =>
	calendarResponse(await tenderCalendar(ctx, params), ctx.lang === 'sv' ? 'anbud' : 'tenders');
