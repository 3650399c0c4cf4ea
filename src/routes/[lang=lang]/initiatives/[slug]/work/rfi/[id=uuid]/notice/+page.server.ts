import {
	mayRecordNotices,
	missingIn,
	noticeFields,
	noticesOf,
	recordNotice,
	removeNotice,
	type NoticeRef
} from '#capabilities/ocds/index.ts';
import { noticeForm, removeNoticeForm } from '#capabilities/ocds/form.ts';
import { formAction } from '#platform/server/http/form-action.ts';

const ref = (params: { slug?: string; id?: string }): NoticeRef => ({
	kind: 'rfi',
	slug: params.slug!,
	id: params.id!
});
const here = (ctx: { lang: string }, params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/notice`;

export const load = async ({ locals: { ctx }, params }) => {
	const fields = await noticeFields(ctx, params.slug, params.id);
	return {
		missing: missingIn(fields)
			.filter(({ id }) => !id.endsWith('-Procedure'))
			.map(({ id, name }) => ({ id, name })),
		notices: await noticesOf(ctx, params.id)
	};
};

export const actions = {
	record: formAction({
		id: 'record',
		schema: noticeForm,
		door: (ctx, event) => mayRecordNotices(ctx, ref(event.params)),
		run: async (ctx, data, { params }) => {
			await recordNotice(ctx, ref(params), data);
			return { to: here(ctx, params), flash: 'ocds.notice.recorded' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: removeNoticeForm,
		door: (ctx, event) => mayRecordNotices(ctx, ref(event.params)),
		run: async (ctx, data, { params }) => {
			await removeNotice(ctx, ref(params), data.notice);
			return { to: here(ctx, params), flash: 'ocds.notice.removed' };
		}
	})
};
