import { sql } from 'kysely';
import type { Organisation } from '#capabilities/actors/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db, DbOrTx } from '#platform/server/db/index.ts';
import type { RetentionInput } from '../form.ts';
import { RECORD_KINDS, retentionFault, type RecordKind } from '../rules.ts';
import { handler } from './access.ts';
import { accessRegister } from './daily.ts';

export interface RetentionRule {
	record: RecordKind;
	/** Null where the authority has decided nothing: then everything is kept. */
	decided: {
		action: 'keep' | 'dispose';
		years: number | null;
		reference: string;
		validFrom: string;
		by: string;
	} | null;
}

/** Records of one call that have been kept for as long as the rule says. */
export interface DueRecords {
	record: RecordKind;
	title: LocalText;
	count: number;
	/** The day from which they may be disposed of. */
	since: string;
	reference: string;
}

/** The rules that hold today, and what is due by them. */
export async function retentionPage(
	ctx: Context,
	slug: string
): Promise<{ organisation: Organisation; rules: RetentionRule[]; due: DueRecords[] }> {
	const { organisation } = await accessRegister(ctx, slug);
	const rules = await rulesOf(ctx.db, organisation.id);
	return { organisation, rules, due: await dueRecords(ctx.db, organisation.id) };
}

/** How long an authority keeps what, by its rules of today. For everybody: rules are public. */
export async function rulesOf(db: DbOrTx, organisationId: string): Promise<RetentionRule[]> {
	const { rows } = await sql<NonNullable<RetentionRule['decided']> & { record: RecordKind }>`
		select distinct on (record) record, action, years, reference, to_char(valid_from, 'YYYY-MM-DD') as "validFrom",
			recorded_by_name as by
		from retention_rule where organisation_id = ${organisationId}
			and valid_from <= (now() at time zone 'Europe/Stockholm')::date
		order by record, valid_from desc, recorded_at desc`.execute(db);
	return RECORD_KINDS.map((record) => {
		const row = rows.find((one) => one.record === record);
		if (!row) return { record, decided: null };
		const { record: _, ...decided } = row;
		return { record, decided };
	});
}

/** Adds a rule; the decision that it rests on must be named. Earlier rules stay as they were. */
export async function recordRetention(ctx: Context, slug: string, input: RetentionInput): Promise<void> {
	const { organisation } = await accessRegister(ctx, slug);
	const person = handler(ctx);
	const { record, what: action } = input;
	const years = action === 'dispose' ? (input.years ?? null) : null;
	const fault = retentionFault({ record, action, years });
	if (fault) throw new AppError('invalid', 'form.error.failed', { fields: { years: fault } });
	await ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('retention_rule')
			.values({
				organisation_id: organisation.id,
				record,
				action,
				years,
				reference: input.reference,
				valid_from: input.validFrom,
				recorded_by: person.id,
				recorded_by_name: person.name
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `organisation:${organisation.id}`,
			action: 'retention.recorded',
			subject: `retention_rule:${id}`,
			data: { record, action, years }
		});
	});
}

/**
 * Records of calls that came to their end long enough ago. Counted by call and kind; of rounds that are not decided
 * nothing is counted, so that nothing tells of tenders before the award.
 */
async function dueRecords(db: Db, organisationId: string): Promise<DueRecords[]> {
	const { rows } = await sql<Omit<DueRecords, 'title'> & { title: unknown }>`
		with rule as (
			select distinct on (record) record, action, years, reference from retention_rule
			where organisation_id = ${organisationId} and valid_from <= (now() at time zone 'Europe/Stockholm')::date
			order by record, valid_from desc, recorded_at desc
		), decided as (
			select r.id as round_id, p.title, d.decided_on as ended from award_decision d
			join procurement_round r on r.id = d.round_id join procurement p on p.id = r.procurement_id
			join initiative i on i.id = p.initiative_id where i.organisation_id = ${organisationId}
		), closed as (
			select f.id, a.title, (c.closed_at at time zone 'Europe/Stockholm')::date as ended from rfi_closing c
			join rfi f on f.id = c.rfi_id join activity a on a.id = f.id
			join initiative i on i.id = f.initiative_id where i.organisation_id = ${organisationId}
		), held as (
			select case when w.id is null then 'tender-other' else 'tender-awarded' end as record, d.title, d.ended, ot.tender_id as id
			from decided d join tender t on t.round_id = d.round_id join opened_tender ot on ot.tender_id = t.id
			left join award w on w.tender_id = t.id
			union all
			select 'tender-draft', d.title, d.ended, t.id from decided d join tender t on t.round_id = d.round_id
			where not exists (select 1 from opened_tender ot where ot.tender_id = t.id)
			union all
			select 'evaluation', d.title, d.ended, d.round_id from decided d
			union all
			select 'rfi-answer', c.title, c.ended, s.id from closed c join rfi_answer a on a.rfi_id = c.id
			join rfi_submission s on s.answer_id = a.id and s.ended_at is null
			union all
			select 'rfi-draft', c.title, c.ended, a.id from closed c join rfi_answer a on a.rfi_id = c.id
			where not exists (select 1 from rfi_submission s where s.answer_id = a.id and s.ended_at is null)
		)
		select h.record, h.title, count(*)::int as count, rule.reference,
			to_char(h.ended + make_interval(years => rule.years), 'YYYY-MM-DD') as since
		from held h join rule on rule.record = h.record and rule.action = 'dispose'
		where h.ended + make_interval(years => rule.years) <= (now() at time zone 'Europe/Stockholm')::date
		group by h.record, h.title, h.ended, rule.years, rule.reference order by since, h.record`.execute(db);
	return rows.map((row) => ({ ...row, title: toText(row.title)! }));
}
