import type { PersonalData } from '#capabilities/initiatives/index.ts';
import { plainText, toText } from '#platform/i18n/text.ts';

/** What calls hold about a person: questions asked, answers sent in an organisation's name, notes. */
export const personal: PersonalData = {
	label: 'mywork.data.of.rfi',
	show: async (db, personId, lang) => {
		const [asked, sent, notes] = await Promise.all([
			db
				.selectFrom('rfi_enquirer as q')
				.innerJoin('rfi_enquiry as e', 'e.id', 'q.enquiry_id')
				.select(['e.asked', 'e.asked_at'])
				.where('q.person_id', '=', personId)
				.execute(),
			db
				.selectFrom('rfi_submission as s')
				.innerJoin('rfi_answer as a', 'a.id', 's.answer_id')
				.innerJoin('activity as t', 't.id', 'a.rfi_id')
				.innerJoin('organisation as o', 'o.id', 'a.organisation_id')
				.select(['t.title', 'o.name', 's.number', 's.submitted_at', 's.sha256'])
				.where('s.submitted_by', '=', personId)
				.execute(),
			db.selectFrom('rfi_note').select(['text', 'written_at']).where('written_by', '=', personId).execute()
		]);
		return [
			...asked.map((row) => ({ what: 'question to a call', text: row.asked, at: row.asked_at })),
			...sent.map((row) => ({
				what: 'answer sent',
				call: plainText(toText(row.title), lang),
				organisation: row.name,
				number: row.number,
				sha256: row.sha256,
				at: row.submitted_at
			})),
			...notes.map((row) => ({ what: 'note on an answer', text: row.text, at: row.written_at }))
		];
	},
	erase: async (tx, personId) => {
		await tx.deleteFrom('rfi_enquirer').where('person_id', '=', personId).execute();
		await tx.updateTable('rfi_answer').set({ created_by: null }).where('created_by', '=', personId).execute();
		await tx
			.updateTable('rfi_answer_part')
			.set({ updated_by: null })
			.where('updated_by', '=', personId)
			.execute();
		await tx.updateTable('rfi_note').set({ written_by: null }).where('written_by', '=', personId).execute();
		// What was taken back before the deadline never became a public record.
		await tx
			.updateTable('rfi_submission')
			.set({ submitted_by: null, submitted_by_name: null })
			.where('submitted_by', '=', personId)
			.where('ended_at', 'is not', null)
			.execute();
		await tx
			.updateTable('rfi_submission')
			.set({ submitted_by: null })
			.where('submitted_by', '=', personId)
			.execute();
		await tx.updateTable('rfi_submission').set({ ended_by: null }).where('ended_by', '=', personId).execute();
	},
	kept: [{ what: 'rfi.kept.submission', rule: 'rfi.kept.submission.rule' }]
};
