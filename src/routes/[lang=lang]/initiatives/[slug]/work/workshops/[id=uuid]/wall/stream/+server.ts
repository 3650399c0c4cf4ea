import { eventStream, lastEventId } from '#platform/server/live/index.ts';
import { accessWall, readWallEvents, wallTopic } from '#capabilities/insights/index.ts';

/** What is shown, changed or taken down, by number; goes on after the last one that the wall has. */
export const GET = async ({ locals: { ctx }, params, request }) => {
	const session = await accessWall(ctx, params.slug, params.id);
	return eventStream({
		signal: request.signal,
		topic: wallTopic(session.id),
		after: lastEventId(request),
		read: (after) => readWallEvents(ctx.db, session.id, after),
		client: ctx.client
	});
};
