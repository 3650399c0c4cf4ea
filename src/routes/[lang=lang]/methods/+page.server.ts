import { publicDoor } from '#platform/server/http/form-action.ts';
import { can } from '#platform/access/index.ts';
import { editMethods, startableMethods } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx } }) => {
	publicDoor(ctx);
	return { methods: await startableMethods(ctx.db), mayEdit: can(ctx.actor, editMethods, null) };
};
