import { isSignedIn } from '#platform/access/index.ts';
import { insightsOf } from '#capabilities/insights/index.ts';
import { device } from '../device.ts';

export const load = async ({ locals: { ctx }, cookies }) => {
	const byDevice = await insightsOf(ctx, { device: device(cookies) });
	const byPerson = isSignedIn(ctx.actor) ? await insightsOf(ctx, { personId: ctx.actor.personId }) : [];
	const known = new Set(byDevice.map((one) => one.id));
	return { insights: [...byDevice, ...byPerson.filter((one) => !known.has(one.id))] };
};
