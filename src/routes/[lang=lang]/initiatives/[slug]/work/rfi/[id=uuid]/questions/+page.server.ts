import {
	accessRfi,
	manageCalls,
	moveQuestion,
	pickFromBank,
	QUESTION_BANK
} from '#capabilities/calls/index.ts';
import { bankForm, moveForm } from '#capabilities/calls/form.ts';
import { burden } from '#capabilities/calls/rules.ts';
import { translator } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { draft, revision } = await accessRfi(ctx, params.slug, params.id, manageCalls);
	const t = translator(ctx.lang);
	return {
		revision,
		questions: draft.questions,
		burden: burden(draft.questions),
		bank: QUESTION_BANK.map(({ name, label, kind, minutes }) => ({
			name,
			label: t(label),
			kind,
			minutes
		})).filter((entry) => !draft.questions.some((question) => question.label.t[ctx.lang] === entry.label))
	};
};

const here = (ctx: { lang: string }, params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/questions`;

export const actions = {
	move: formAction({
		id: 'move',
		schema: moveForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await moveQuestion(ctx, params.slug!, params.id!, data);
			return { to: here(ctx, params) };
		}
	}),
	pick: formAction({
		id: 'pick',
		schema: bankForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await pickFromBank(ctx, params.slug!, params.id!, data);
			return { to: here(ctx, params), flash: 'rfi.bank.added', params: { count: data.pick.length } };
		}
	})
};
