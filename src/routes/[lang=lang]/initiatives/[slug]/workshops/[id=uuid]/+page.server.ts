import { formAction } from '#platform/server/http/form-action.ts';
import { registrationForm } from '#capabilities/workshops/form.ts';
import { accessWorkshop, registerForWorkshop, workshopPage } from '#capabilities/workshops/index.ts';
import { postForm } from '#capabilities/insights/form.ts';
import { postOnWorkshop, publicWebForm } from '#capabilities/insights/index.ts';
import { randomUUID } from 'node:crypto';
import { device } from '../../../../c/device.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { initiative, ...page } = await workshopPage(ctx, params.slug, params.id);
	const { workshop, stage, mayFacilitate, freePlaces, mayRegister, mine, present, minutes } = page;
	const collect = await publicWebForm(ctx, params.slug, params.id);
	return {
		slug: initiative.slug,
		initiative: initiative.title,
		owner: initiative.organisationName,
		workshop,
		stage,
		mayFacilitate,
		freePlaces,
		mayRegister,
		mine,
		present,
		minutes,
		asker: {
			name: ctx.actor.name,
			email: ctx.actor.email,
			organisation: ctx.actor.memberships[0]?.organisationName
		},
		collect: collect ? { question: collect.question, key: randomUUID() } : null
	};
};

export const actions = {
	register: formAction({
		id: 'register',
		schema: registrationForm,
		door: (ctx, event) => accessWorkshop(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			const done = await registerForWorkshop(ctx, params.slug!, params.id!, data);
			const path = `/${ctx.lang}/initiatives/${params.slug}/workshops/${params.id}`;
			return {
				to: path,
				flash:
					done === 'waiting' ? ('workshops.flash.queued' as const) : ('workshops.flash.registered' as const)
			};
		}
	}),
	say: formAction({
		id: 'say',
		schema: postForm,
		door: (ctx, event) => accessWorkshop(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params, cookies }) => {
			await postOnWorkshop(ctx, params.slug!, params.id!, { device: device(cookies) }, data);
			const path = `/${ctx.lang}/initiatives/${params.slug}/workshops/${params.id}`;
			return { to: `${path}#say`, flash: 'insights.flash.thanks' as const };
		}
	})
};
