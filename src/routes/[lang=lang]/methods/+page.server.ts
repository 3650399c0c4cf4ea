import { publicDoor } from '#platform/server/http/form-action.ts';
import { startableMethods } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx } }) => {
	publicDoor(ctx);
	return { methods: await startableMethods(ctx.db) };
};
