import { definePersonalData } from '#platform/server/privacy/index.ts';

definePersonalData('notifications', {
	label: 'mywork.data.of.notifications',
	async show(db, personId) {
		const settings = await db
			.selectFrom('notice_setting')
			.select(['kind', 'frequency'])
			.where('person_id', '=', personId)
			.execute();
		const follows = await db
			.selectFrom('follow')
			.select(['subject_kind', 'subject_id', 'created_at'])
			.where('person_id', '=', personId)
			.execute();
		return [
			...settings.map((row) => ({ setting: row.kind, frequency: row.frequency })),
			...follows.map((row) => ({
				follows: row.subject_kind,
				id: row.subject_id,
				since: row.created_at.toISOString()
			}))
		];
	},
	async erase(tx, personId) {
		await tx.deleteFrom('notice').where('person_id', '=', personId).execute();
		await tx.deleteFrom('notice_setting').where('person_id', '=', personId).execute();
		await tx.deleteFrom('follow').where('person_id', '=', personId).execute();
	},
	kept: []
});
