import { concludeForm, heardForm, hearingForm } from '#capabilities/records/form.ts';
import {
	askOrganisation,
	concludeRequest,
	hearingsOf,
	heldFor,
	plainAnswer,
	recordHearing,
	requestOf
} from '#capabilities/records/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { requestPath, requestRef } from '../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { request, assessed } = await requestOf(ctx, requestRef(params));
	const held = await heldFor(ctx, params.slug, request);
	return {
		request,
		assessed,
		...held,
		hearings: await hearingsOf(ctx.db, request.id),
		say: request.outcome ? plainAnswer(request.outcome.outcome) : null
	};
};

export const actions = {
	ask: formAction({
		id: 'ask',
		schema: hearingForm,
		door: (ctx, { params }) => requestOf(ctx, requestRef(params)),
		run: async (ctx, data, { params }) => {
			await askOrganisation(ctx, requestRef(params), data);
			return { to: requestPath(ctx.lang, params), flash: 'records.hearing.sent' };
		}
	}),
	heard: formAction({
		id: 'heard',
		schema: heardForm,
		door: (ctx, { params }) => requestOf(ctx, requestRef(params)),
		run: async (ctx, data, { params }) => {
			await recordHearing(ctx, requestRef(params), data);
			return { to: requestPath(ctx.lang, params), flash: 'records.hearing.saved' };
		}
	}),
	conclude: formAction({
		id: 'conclude',
		schema: concludeForm,
		door: (ctx, { params }) => requestOf(ctx, requestRef(params)),
		run: async (ctx, _data, { params }) => {
			await concludeRequest(ctx, requestRef(params));
			return { to: requestPath(ctx.lang, params), flash: 'records.request.concluded' };
		}
	})
};
