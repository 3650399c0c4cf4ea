import { sql } from 'kysely';
import { z } from 'zod';
import { defineJob } from '#platform/server/jobs/index.ts';
import type { PersonalData } from '#capabilities/initiatives/index.ts';

/** Which phone sent what is forgotten after 30 days; the words stay, nobody's. */
export const forgetDevicesJob = defineJob({
	name: 'insight.forget-devices',
	queue: 'slow',
	schema: z.object({}),
	cron: '50 3 * * *',
	run: async (_data, db) => {
		await sql`update insight set device = null where device is not null and created_at < now() - interval '30 days'`.execute(
			db
		);
		// Limits hold keyed hashes of devices and addresses for ten minutes; leftovers go with the rest.
		await sql`delete from rate_limit where key like 'capture%' and expire < (extract(epoch from now()) * 1000)::bigint`.execute(
			db
		);
	}
});

/** What somebody said while signed in or by a personal link. Erasing cuts it from the person. */
export const insightPersonal: PersonalData = {
	label: 'mywork.data.of.insights',
	show: async (db, personId) =>
		db
			.selectFrom('insight as i')
			.leftJoin('workshop_participant as p', 'p.id', 'i.participant_id')
			.select(['i.words', 'i.original', 'i.kind', 'i.scope', 'i.lang', 'i.created_at', 'i.published_at'])
			.where((eb) => eb.or([eb('i.person_id', '=', personId), eb('p.person_id', '=', personId)]))
			.orderBy('i.created_at')
			.execute(),
	erase: async (tx, personId) => {
		await tx
			.updateTable('insight')
			.set({ person_id: null, participant_id: null, device: null })
			.where((eb) =>
				eb.or([
					eb('person_id', '=', personId),
					eb(
						'participant_id',
						'in',
						eb.selectFrom('workshop_participant').select('id').where('person_id', '=', personId)
					)
				])
			)
			.execute();
	},
	kept: [{ what: 'insights.kept.words', rule: 'insights.kept.rule' }]
};
