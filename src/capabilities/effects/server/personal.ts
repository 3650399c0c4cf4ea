import type { DbOrTx, Tx } from '#platform/server/db/index.ts';

/** Figures that the person has reported. */
export async function showPerson(db: DbOrTx, personId: string) {
	const rows = await db
		.selectFrom('measurement')
		.select(['id', 'period_end', 'value', 'n', 'created_at'])
		.where('reported_by', '=', personId)
		.execute();
	return rows.map((row) => ({
		measurement: row.id,
		periodEnd: row.period_end,
		value: row.value,
		n: row.n,
		reportedAt: row.created_at.toISOString()
	}));
}

/** Figures and conclusions stay; who wrote them goes. */
export async function erasePerson(tx: Tx, personId: string): Promise<void> {
	await tx
		.updateTable('measurement')
		.set({ reported_by: null })
		.where('reported_by', '=', personId)
		.execute();
	for (const table of ['indicator', 'indicator_target'] as const)
		await tx.updateTable(table).set({ created_by: null }).where('created_by', '=', personId).execute();
	await tx
		.updateTable('effect_conclusion')
		.set({ written_by: null })
		.where('written_by', '=', personId)
		.execute();
}
