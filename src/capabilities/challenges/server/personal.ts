import type { PersonalData } from '#capabilities/initiatives/index.ts';

/** What the challenge holds of persons: who was asked for a part, and who recorded a decision. */
export const personal: PersonalData = {
	label: 'mywork.data.of.challenge',
	async show(db, personId) {
		const asked = await db
			.selectFrom('challenge_request')
			.select(['part', 'message', 'asked_at', 'ended_at'])
			.where('person_id', '=', personId)
			.execute();
		const recorded = await db
			.selectFrom('challenge_decision')
			.select(['body', 'decided_on', 'diary_number', 'recorded_at'])
			.where('recorded_by', '=', personId)
			.execute();
		return [...asked, ...recorded];
	},
	async erase(tx, personId) {
		await tx.deleteFrom('challenge_request').where('person_id', '=', personId).execute();
		await tx
			.updateTable('challenge_request')
			.set({ asked_by: null })
			.where('asked_by', '=', personId)
			.execute();
		await tx.updateTable('challenge').set({ updated_by: null }).where('updated_by', '=', personId).execute();
		await tx
			.updateTable('challenge_version')
			.set({ made_by: null })
			.where('made_by', '=', personId)
			.execute();
	},
	kept: [{ what: 'challenges.kept.decision', rule: 'challenges.kept.decision.rule' }]
};
