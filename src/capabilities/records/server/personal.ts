import { definePersonalData } from '#platform/server/privacy/index.ts';

/** What the register holds of those who keep it and who decide. Whoever asked to read is not known to it. */
definePersonalData('records.handled', {
	label: 'records.data.label',
	show: async (db, personId) => {
		const registered = await db
			.selectFrom('disclosure_request')
			.select(['number', 'received_on', 'registered_at'])
			.where('registered_by', '=', personId)
			.execute();
		const named = await db
			.selectFrom('registrar as r')
			.innerJoin('organisation as o', 'o.id', 'r.organisation_id')
			.select(['o.name', 'r.named_at', 'r.ended_at'])
			.where('r.person_id', '=', personId)
			.execute();
		const assessed = await db
			.selectFrom('disclosure_document')
			.select(['organisation_name', 'assessed_at'])
			.where('assessed_by', '=', personId)
			.execute();
		return [
			...registered.map((row) => ({ what: 'request registered', number: row.number, at: row.registered_at })),
			...named.map((row) => ({
				what: 'registrar',
				organisation: row.name,
				from: row.named_at,
				to: row.ended_at
			})),
			...assessed.map((row) => ({
				what: 'document assessed',
				of: row.organisation_name,
				at: row.assessed_at
			}))
		];
	},
	erase: async (tx, personId) => {
		await tx.deleteFrom('registrar').where('person_id', '=', personId).execute();
		await tx.updateTable('registrar').set({ named_by: null }).where('named_by', '=', personId).execute();
		await tx
			.updateTable('disclosure_request')
			.set({ registered_by: null })
			.where('registered_by', '=', personId)
			.execute();
		await tx
			.updateTable('disclosure_document')
			.set({ assessed_by: null })
			.where('assessed_by', '=', personId)
			.execute();
		await tx
			.updateTable('disclosure_hearing')
			.set({ asked_by: null })
			.where('asked_by', '=', personId)
			.execute();
		await tx
			.updateTable('disclosure_outcome')
			.set({ concluded_by: null })
			.where('concluded_by', '=', personId)
			.execute();
		await tx
			.updateTable('disclosure_decision')
			.set({ made_by: null })
			.where('made_by', '=', personId)
			.execute();
		await tx
			.updateTable('retention_rule')
			.set({ recorded_by: null })
			.where('recorded_by', '=', personId)
			.execute();
		await tx
			.updateTable('tender_secrecy_wish')
			.set({ wished_by: null })
			.where('wished_by', '=', personId)
			.execute();
	},
	kept: [{ what: 'records.data.kept', rule: 'records.data.kept.rule' }]
});
