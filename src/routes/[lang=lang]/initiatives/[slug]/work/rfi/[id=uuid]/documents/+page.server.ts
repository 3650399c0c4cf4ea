import { z } from 'zod';
import {
	accessRfi,
	addDocument,
	documentsOf,
	manageCalls,
	removeDocument
} from '#capabilities/calls/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { id, integer, optionalText, text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { draft, revision } = await accessRfi(ctx, params.slug, params.id, manageCalls);
	return { revision, documents: await documentsOf(ctx.db, params.id, draft) };
};

const here = (ctx: { lang: string }, params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/documents`;

export const actions = {
	add: formAction({
		id: 'add',
		schema: z.object({ title: text(200), alt: optionalText(500), revision: integer(1) }),
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }, form) => {
			await accessRfi(ctx, params.slug!, params.id!, manageCalls);
			const file = form.get('file');
			if (!(file instanceof File) || file.size === 0) {
				throw new AppError('invalid', 'form.error.failed', { fields: { file: 'form.error.required' } });
			}
			await addDocument(ctx, params.slug!, params.id!, { ...data, file });
			return { to: here(ctx, params), flash: 'rfi.documents.added' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({ fileId: id, revision: integer(1) }),
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await removeDocument(ctx, params.slug!, params.id!, data);
			return { to: here(ctx, params), flash: 'rfi.documents.removed' };
		}
	})
};
