import { sql } from 'kysely';
import { accessRfi, listRequests, manageCalls, registerRequest } from '#capabilities/calls/index.ts';
import { requestForm } from '#capabilities/calls/form.ts';
import { can } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, requests } = await listRequests(ctx, params.slug, params.id);
	const { rows } = await sql<{
		today: string;
	}>`select to_char(now() at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as today`.execute(ctx.db);
	return { requests, today: rows[0]!.today, mayManage: can(ctx.actor, manageCalls, rfi.initiative) };
};

export const actions = {
	default: formAction({
		schema: requestForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			const id = await registerRequest(ctx, params.slug!, params.id!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/requests/${id}`,
				flash: 'rfi.request.registered'
			};
		}
	})
};
