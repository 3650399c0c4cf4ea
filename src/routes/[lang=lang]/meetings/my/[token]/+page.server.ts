import { randomUUID } from 'node:crypto';
import { toText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { needsForm, nothingForm, passOnForm, registrationForm } from '#capabilities/workshops/form.ts';
import {
	answerNo,
	answerYes,
	changeNeedsByLink,
	myWorkshopMinutes,
	openMyWorkshop,
	passOn,
	stageOf,
	whyNotRegister,
	withdrawByLink
} from '#capabilities/workshops/index.ts';
import { postForm } from '#capabilities/insights/form.ts';
import { insightsByLink, linkedWebForm, postByLink } from '#capabilities/insights/index.ts';
import { device } from '../../../c/device.ts';

export const load = async ({ locals: { ctx }, params, setHeaders }) => {
	const { workshop, initiative, invitation, place } = await openMyWorkshop(ctx, params.token);
	const collect = await linkedWebForm(ctx, params.token);
	// The address is a key: it must not leak by a link's referrer or a shared cache.
	setHeaders({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-uncached': '1' });
	return {
		workshop: {
			...workshop,
			minutes: null,
			link: place?.hasPlace && !place.withdrawn ? workshop.link : null
		},
		stage: stageOf(workshop),
		open: whyNotRegister(workshop) === null,
		initiative: { slug: initiative.slug, title: toText(initiative.title)!, owner: initiative.owner },
		invitation,
		place,
		minutes: await myWorkshopMinutes(ctx, params.token),
		insights: await insightsByLink(ctx, params.token),
		collect: collect ? { question: collect.question, key: randomUUID() } : null,
		token: params.token
	};
};

type Ctx = App.Locals['ctx'];
type Params = { params: { token?: string } };
const door = (ctx: Ctx, { params }: Params) => openMyWorkshop(ctx, params.token!);
const path = (ctx: Ctx, { params }: Params) => `/${ctx.lang}/meetings/my/${params.token}`;

export const actions = {
	yes: formAction({
		id: 'yes',
		schema: registrationForm,
		door,
		run: async (ctx, data, event) => {
			const done = await answerYes(ctx, event.params.token!, data);
			return {
				to: path(ctx, event),
				flash:
					done === 'waiting' ? ('workshops.flash.queued' as const) : ('workshops.flash.registered' as const)
			};
		}
	}),
	no: formAction({
		id: 'no',
		schema: nothingForm,
		door,
		run: async (ctx, _data, event) => {
			await answerNo(ctx, event.params.token!);
			return { to: path(ctx, event), flash: 'workshops.flash.no' as const };
		}
	}),
	other: formAction({
		id: 'other',
		schema: passOnForm,
		door,
		run: async (ctx, data, event) => {
			await passOn(ctx, event.params.token!, data);
			return { to: path(ctx, event), flash: 'workshops.flash.passed-on' as const };
		}
	}),
	withdraw: formAction({
		id: 'withdraw',
		schema: nothingForm,
		door,
		run: async (ctx, _data, event) => {
			await withdrawByLink(ctx, event.params.token!);
			return { to: path(ctx, event), flash: 'workshops.flash.withdrawn' as const };
		}
	}),
	needs: formAction({
		id: 'needs',
		schema: needsForm,
		door,
		run: async (ctx, data, event) => {
			await changeNeedsByLink(ctx, event.params.token!, data);
			return { to: path(ctx, event), flash: 'workshops.flash.needs' as const };
		}
	}),
	say: formAction({
		id: 'say',
		schema: postForm,
		door,
		run: async (ctx, data, event) => {
			await postByLink(ctx, event.params.token!, { device: device(event.cookies) }, data);
			return { to: `${path(ctx, event)}#mine`, flash: 'insights.flash.thanks' as const };
		}
	})
};
