import { eventStream, lastEventId } from '#platform/server/live/index.ts';
import { accessWall, readSessionEvents, sessionTopic } from '#capabilities/insights/index.ts';

/** Tells the facilitator's page that something came in. */
export const GET = async ({ locals: { ctx }, params, request }) => {
	const session = await accessWall(ctx, params.slug, params.id);
	return eventStream({
		signal: request.signal,
		topic: sessionTopic(session.id),
		after: lastEventId(request),
		read: (after) => readSessionEvents(ctx.db, session.id, after),
		client: ctx.client
	});
};
