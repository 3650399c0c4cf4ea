import type { PersonalData } from '#capabilities/initiatives/index.ts';
import { plainText, toText } from '#platform/i18n/text.ts';

/** What workshops hold of persons: invitations and registrations. The counts of who was there stay. */
export const workshopPersonal: PersonalData = {
	label: 'mywork.data.of.workshop',
	show: async (db, personId, lang) => {
		const rows = await db
			.selectFrom('workshop_participant as p')
			.innerJoin('activity as a', 'a.id', 'p.workshop_id')
			.select(['a.title', 'a.starts_at', 'p.name', 'p.email', 'p.takes_part_as', 'p.sector', 'p.needs'])
			.select(['p.registered_at', 'p.withdrawn_at', 'p.attended_at'])
			.where('p.person_id', '=', personId)
			.execute();
		const invitations = await db
			.selectFrom('workshop_invitation as v')
			.innerJoin('activity as a', 'a.id', 'v.workshop_id')
			.select(['a.title', 'v.name', 'v.email', 'v.created_at', 'v.answer', 'v.answered_at'])
			.where('v.person_id', '=', personId)
			.execute();
		return [...rows, ...invitations].map((row) => ({ ...row, title: plainText(toText(row.title), lang) }));
	},
	erase: async (tx, personId) => {
		await tx
			.updateTable('workshop_participant')
			.set({ name: '–', email: null, needs: null, person_id: null })
			.where('person_id', '=', personId)
			.execute();
		await tx
			.updateTable('workshop_invitation')
			.set({ name: null, email: null, person_id: null, organisation_id: null, answer: 'no' })
			.where('person_id', '=', personId)
			.execute();
	},
	kept: [{ what: 'workshops.kept.attendance', rule: 'workshops.kept.rule' }]
};
