import { formAction } from '#platform/server/http/form-action.ts';
import {
	attendanceForm,
	fileForm,
	presentOrganisationForm,
	walkInForm
} from '#capabilities/workshops/form.ts';
import {
	addPresentOrganisation,
	addWalkIn,
	facilitateWorkshop,
	participantsPage,
	recordAttendance,
	removePresent
} from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { workshop, participants, organisations, unnamed, present } = await participantsPage(
		ctx,
		params.slug,
		params.id
	);
	return { workshop, participants, organisations, unnamed, present };
};

type Ctx = App.Locals['ctx'];
type Params = { params: { slug?: string; id?: string } };
const door = (ctx: Ctx, { params }: Params) => facilitateWorkshop(ctx, params.slug!, params.id!);
const path = (ctx: Ctx, { params }: Params) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}/participants`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: attendanceForm,
		door,
		run: async (ctx, data, event) => {
			await recordAttendance(ctx, event.params.slug!, event.params.id!, data);
			return { to: path(ctx, event), flash: 'workshops.flash.attendance' as const };
		}
	}),
	walkin: formAction({
		id: 'walkin',
		schema: walkInForm,
		door,
		run: async (ctx, data, event) => {
			await addWalkIn(ctx, event.params.slug!, event.params.id!, data);
			return { to: `${path(ctx, event)}#more`, flash: 'workshops.flash.added' as const };
		}
	}),
	organisation: formAction({
		id: 'organisation',
		schema: presentOrganisationForm,
		door,
		run: async (ctx, data, event) => {
			await addPresentOrganisation(ctx, event.params.slug!, event.params.id!, data);
			return { to: `${path(ctx, event)}#more`, flash: 'workshops.flash.added' as const };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: fileForm,
		door,
		run: async (ctx, data, event) => {
			await removePresent(ctx, event.params.slug!, event.params.id!, data.file);
			return { to: path(ctx, event) };
		}
	})
};
