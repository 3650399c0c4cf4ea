import { formAction, publicDoor } from '#platform/server/http/form-action.ts';
import { codeForm } from '#capabilities/insights/form.ts';
import { sessionByCode } from '#capabilities/insights/index.ts';
import { AppError } from '#platform/errors/index.ts';

export const load = ({ locals: { ctx } }) => publicDoor(ctx);

export const actions = {
	default: formAction({
		schema: codeForm,
		door: publicDoor,
		run: async (ctx, data) => {
			const session = await sessionByCode(ctx, data.code).catch((error: unknown) => {
				// A wrong code is mended in the form, not answered with the page for what does not exist.
				if (error instanceof AppError && error.code === 'not-found')
					throw new AppError('invalid', error.key, { fields: { code: error.key } });
				throw error;
			});
			return { to: `/${ctx.lang}/c/${session.code}` };
		}
	})
};
