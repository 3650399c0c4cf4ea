import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { importPermission, listImports, startImport } from '#capabilities/actors/index.ts';
import { uploadForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({ imports: await listImports(ctx) });

export const actions: Actions = {
	default: formAction({
		schema: uploadForm,
		door: (ctx) => authorize(ctx, importPermission, null),
		run: async (ctx, { file }) => {
			const id = await startImport(ctx, file);
			return { to: `/${ctx.lang}/actors/import/${id}` };
		}
	})
};
