import { definePersonalData } from '#platform/server/privacy/index.ts';

definePersonalData('partners', {
	label: 'partners.data',
	async show(db, personId) {
		const wishes = await db
			.selectFrom('partner_wish')
			.select(['brings', 'needs', 'part', 'lang', 'created_at', 'updated_at'])
			.where('created_by', '=', personId)
			.execute();
		const contacts = await db
			.selectFrom('partner_contact')
			.select(['body', 'lang', 'sent_at'])
			.where('person_id', '=', personId)
			.execute();
		const answers = await db
			.selectFrom('partner_contact')
			.select(['answer', 'shared', 'answered_at'])
			.where('answered_by', '=', personId)
			.execute();
		const reports = await db
			.selectFrom('partner_report')
			.select(['reason', 'reported_at'])
			.where('reported_by', '=', personId)
			.execute();
		return [...wishes, ...contacts, ...answers, ...reports];
	},
	async erase(tx, personId) {
		// What was written goes with the person; what an organisation looks for is the organisation's.
		await tx.deleteFrom('partner_contact').where('person_id', '=', personId).execute();
		await tx
			.updateTable('partner_contact')
			.set({ answer: null, answer_lang: null, answered_by: null, answered_at: null, shared: false })
			.where('answered_by', '=', personId)
			.execute();
		await tx
			.updateTable('partner_wish')
			.set({ created_by: null })
			.where('created_by', '=', personId)
			.execute();
		await tx
			.updateTable('partner_report')
			.set({ reported_by: null })
			.where('reported_by', '=', personId)
			.execute();
	},
	kept: []
});
