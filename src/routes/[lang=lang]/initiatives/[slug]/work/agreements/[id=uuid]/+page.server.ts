import { can } from '#platform/access/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Context } from '#platform/server/context.ts';
import * as agreements from '#capabilities/agreements/index.ts';
import * as forms from '#capabilities/agreements/form.ts';
import { searchByName } from '#capabilities/actors/index.ts';
import { listIndicators } from '#capabilities/effects/index.ts';
import { z } from 'zod';
import type { RequestEvent } from './$types';

export const load = async ({ locals: { ctx }, params, url }) => {
	const key = await agreements.accessAgreement(ctx, params.slug, params.id, agreements.followAgreement);
	const q = url.searchParams.get('q')?.trim() ?? '';
	const [agreement, files, indicators] = await Promise.all([
		agreements.findAgreement(ctx.db, key.run.id, key.id),
		listFiles(ctx.db, 'agreement', [key.id]),
		listIndicators(ctx.db, key.run.id, 'team')
	]);
	return {
		agreement,
		blocked: agreement.lacking.length > 0 ? await agreements.whyNotSigned(ctx.db, agreement) : null,
		files: files.map(({ id, name, size, published_at }) => ({
			id,
			name,
			size,
			published: published_at !== null
		})),
		indicators: indicators.map(({ id, name }) => ({ id, name })),
		q,
		found: q.length > 1 ? await searchByName(ctx.db, q, ctx.lang) : [],
		task: url.searchParams.get('do'),
		target: url.searchParams.get('id'),
		mayEdit: can(ctx.actor, agreements.editAgreement, key) && !agreement.endedAt,
		/** Also what has ended is read in other languages. */
		mayTranslate: can(ctx.actor, agreements.editAgreement, key)
	};
};

type Event = RequestEvent;
const door = (ctx: Context, event: Event) =>
	agreements.accessAgreement(ctx, event.params.slug, event.params.id, agreements.editAgreement);

/** One form of the page: the verb, and what the page says afterwards. */
function act<S extends z.ZodObject>(
	id: string,
	schema: S,
	verb: (ctx: Context, slug: string, id: string, data: z.output<S>) => Promise<unknown>
) {
	return formAction({
		id,
		schema,
		door,
		run: async (ctx, data: z.output<S>, event: Event) => {
			await verb(ctx, event.params.slug, event.params.id, data);
			return {
				to: `/${ctx.lang}/initiatives/${event.params.slug}/work/agreements/${event.params.id}`,
				flash: 'agreements.saved'
			};
		}
	});
}

export const actions = {
	party: act('party', forms.partyForm, agreements.addParty),
	unparty: act('unparty', forms.removePartyForm, (ctx, slug, id, data) =>
		agreements.removeParty(ctx, slug, id, data.party)
	),
	sign: act('sign', forms.signatureForm, agreements.recordSignature),
	milestone: act('milestone', forms.milestoneForm, agreements.addMilestone),
	settle: act('settle', forms.settleMilestoneForm, agreements.settleMilestone),
	outcome: act('outcome', forms.outcomeForm, agreements.addOutcome),
	plan: act('plan', forms.paymentForm, agreements.planPayment),
	pay: act('pay', forms.paidForm, agreements.recordPayment),
	cancel: act('cancel', forms.cancelPaymentForm, agreements.cancelPayment),
	document: act('document', forms.documentForm, (ctx, slug, id, data) =>
		agreements.addAgreementDocument(ctx, slug, id, {
			file: data.file,
			alt: data.alt,
			isPublic: data.public !== undefined
		})
	),
	publish: act('publish', z.object({}), agreements.publishAgreement),
	end: act('end', forms.endForm, (ctx, slug, id, data) => agreements.endAgreement(ctx, slug, id, data.reason))
};
