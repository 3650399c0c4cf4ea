import { definePersonalData } from '#platform/server/privacy/index.ts';

// Nobody needs an account to tell of a fault; one who left the address of their account is found by it.
definePersonalData('accessibility.faults', {
	label: 'mywork.data.of.faults',
	show: (db, personId) =>
		db
			.selectFrom('accessibility_fault as f')
			.innerJoin('person as p', 'p.email', 'f.email')
			.select(['f.told', 'f.page', 'f.told_at'])
			.where('p.id', '=', personId)
			.execute(),
	erase: async (tx, personId) => {
		await tx
			.updateTable('accessibility_fault')
			.set({ email: null })
			.where('email', 'in', (eb) => eb.selectFrom('person').select('email').where('id', '=', personId))
			.execute();
	},
	kept: []
});
