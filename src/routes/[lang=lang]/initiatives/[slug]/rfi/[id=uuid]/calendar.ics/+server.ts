import { deadlineCalendar } from '#capabilities/calls/index.ts';
import { calendarResponse } from '#platform/server/calendar/index.ts';

export const GET = async ({ locals: { ctx }, params }) =>
	calendarResponse(await deadlineCalendar(ctx, params.slug, params.id), 'rfi');
