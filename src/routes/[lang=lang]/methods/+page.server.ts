import { publicDoor } from '#platform/server/http/form-action.ts';
import { can } from '#platform/access/index.ts';
import { editMethods, methodCatalogue, offeredMethods } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx } }) => {
	publicDoor(ctx);
	const mayEdit = can(ctx.actor, editMethods, null);
	return {
		methods: await offeredMethods(ctx.db),
		mayEdit,
		own: mayEdit ? await methodCatalogue(ctx) : []
	};
};
