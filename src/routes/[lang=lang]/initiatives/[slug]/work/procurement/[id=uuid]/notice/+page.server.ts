import {
	mayRecordNotices,
	noticesOf,
	recordNotice,
	removeNotice,
	type NoticeRef
} from '#capabilities/ocds/index.ts';
import { noticeForm, removeNoticeForm } from '#capabilities/ocds/form.ts';
import { formAction } from '#platform/server/http/form-action.ts';

const ref = (params: { slug?: string; id?: string }): NoticeRef => ({
	kind: 'procurement',
	slug: params.slug!,
	id: params.id!
});
const here = (ctx: { lang: string }, params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/procurement/${params.id}/notice`;

export const load = async ({ locals: { ctx }, params }) => {
	await mayRecordNotices(ctx, ref(params));
	return { notices: await noticesOf(ctx, params.id) };
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
