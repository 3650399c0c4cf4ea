// The person themselves is registered first, hence erased last: here their address is still needed.
import '#capabilities/identity/index.ts';
import { definePersonalData } from '#platform/server/privacy/index.ts';

definePersonalData('initiatives.team', {
	label: 'mywork.data.of.team',
	show: async (db, personId) => [
		...(await db
			.selectFrom('team_member as m')
			.innerJoin('initiative as i', 'i.id', 'm.initiative_id')
			.select(['i.slug as initiative', 'm.role', 'm.created_at', 'm.ended_at'])
			.where('m.person_id', '=', personId)
			.execute()),
		...(await db
			.selectFrom('task as k')
			.innerJoin('initiative as i', 'i.id', 'k.initiative_id')
			.select(['i.slug as initiative', 'k.title as task', 'k.due_on', 'k.created_at', 'k.done_at'])
			.where((eb) =>
				eb.or([
					eb('k.assignee_id', '=', personId),
					eb('k.created_by', '=', personId),
					eb('k.done_by', '=', personId)
				])
			)
			.execute()),
		...(await db
			.selectFrom('team_invitation as v')
			.innerJoin('person as p', 'p.email', 'v.email')
			.innerJoin('initiative as i', 'i.id', 'v.initiative_id')
			.select(['i.slug as invited', 'v.role', 'v.created_at', 'v.expires_at'])
			.where('p.id', '=', personId)
			.execute())
	],
	erase: async (tx, personId) => {
		await tx
			.deleteFrom('team_invitation')
			.where('email', '=', (eb) => eb.selectFrom('person').select('email').where('id', '=', personId))
			.execute();
		await tx
			.updateTable('team_invitation')
			.set({ invited_by: null })
			.where('invited_by', '=', personId)
			.execute();
		await tx.deleteFrom('team_member').where('person_id', '=', personId).execute();
		for (const column of ['assignee_id', 'created_by', 'done_by'] as const) {
			await tx
				.updateTable('task')
				.set({ [column]: null })
				.where(column, '=', personId)
				.execute();
		}
	},
	kept: []
});
