import { noticesOf } from '#capabilities/ocds/index.ts';
import { mayLookForPartners } from '#capabilities/partners/index.ts';
import { requirePerson } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Context } from '#platform/server/context.ts';
import { questionForm, startTenderForm } from '#capabilities/procurements/form.ts';
import {
	accessProcurement,
	askQuestion,
	presentRound,
	publicProcurement,
	startTender
} from '#capabilities/procurements/index.ts';

type Params = Partial<Record<string, string>>;
const refOf = (params: Params) => ({ slug: params.slug!, id: params.id! });

/** The round that questions and tenders belong to: the latest that has begun; of lots, the first that is open. */
async function latest(ctx: Context, params: Params) {
	const { procurement } = await accessProcurement(ctx, refOf(params));
	const round = presentRound(procurement);
	if (!round) throw new AppError('conflict', 'procurement.refuse.not-open');
	return { ...refOf(params), number: round.number };
}

export const load = async ({ locals: { ctx }, params }) => {
	const { run, ...page } = await publicProcurement(ctx, refOf(params));
	return {
		...page,
		notices: await noticesOf(ctx, params.id),
		partners: await mayLookForPartners(ctx, params.id, run),
		run: { slug: run.slug, title: run.title, organisation: run.organisationName },
		signedIn: ctx.actor.personId !== null
	};
};

export const actions = {
	ask: formAction({
		id: 'ask',
		schema: questionForm,
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, data, { params }) => {
			const { number, ...known } = await latest(ctx, params);
			await askQuestion(ctx, { ...known, number: data.number ?? number }, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/procurement/${params.id}#questions`,
				flash: 'procurement.question.asked'
			};
		}
	}),
	start: formAction({
		id: 'start',
		schema: startTenderForm,
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, data, { params }) => {
			const { number, ...known } = await latest(ctx, params);
			const id = await startTender(ctx, { ...known, number: data.number ?? number }, data);
			return { to: `/${ctx.lang}/my/tenders/${id}` };
		}
	})
};
