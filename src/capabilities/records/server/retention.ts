import { sql } from 'kysely';
import type { Organisation } from '#capabilities/actors/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db, DbOrTx } from '#platform/server/db/index.ts';
import type { RetentionInput } from '../form.ts';
import { hasRecord, RECORD_KINDS, retentionFault, type RecordKind } from '../rules.ts';
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

/** A call of the authority that is or was open to all. */
export interface Call {
	id: string;
	kind: 'rfi' | 'procurement';
	title: LocalText;
}

export interface RetentionPage {
	organisation: Organisation;
	rules: RetentionRule[];
	/** Rules for one call alone, which go before the others. */
	own: (RetentionRule & { call: Call })[];
	calls: Call[];
	due: DueRecords[];
}

/** The rules that hold today, and what is due by them. */
export async function retentionPage(ctx: Context, slug: string): Promise<RetentionPage> {
	const { organisation } = await accessRegister(ctx, slug);
	const { id } = organisation;
	const calls = await callsOf(ctx.db, id);
	const all = await decidedRules(ctx.db, id);
	return {
		organisation,
		rules: forAll(all),
		own: all.flatMap(({ activityId, record, ...decided }) => {
			const call = calls.find((one) => one.id === activityId);
			return call ? [{ record, decided, call }] : [];
		}),
		calls,
		due: await dueRecords(ctx.db, id)
	};
}

/** How long an authority keeps what of one call, by its rules of today. For everybody: rules are public. */
export async function rulesOf(
	db: DbOrTx,
	organisationId: string,
	activityId: string
): Promise<RetentionRule[]> {
	const all = await decidedRules(db, organisationId);
	return forAll(all).map((rule) => {
		const own = all.find((one) => one.activityId === activityId && one.record === rule.record);
		if (!own) return rule;
		const { activityId: _, record, ...decided } = own;
		return { record, decided };
	});
}

type DecidedRule = NonNullable<RetentionRule['decided']> & { record: RecordKind; activityId: string | null };

/** The newest rule for each kind of record, and for each call that has rules of its own. */
async function decidedRules(db: DbOrTx, organisationId: string): Promise<DecidedRule[]> {
	const { rows } = await sql<DecidedRule>`
		select distinct on (activity_id, record) record, activity_id as "activityId", action, years, reference,
			to_char(valid_from, 'YYYY-MM-DD') as "validFrom", recorded_by_name as by
		from retention_rule where organisation_id = ${organisationId}
			and valid_from <= (now() at time zone 'Europe/Stockholm')::date
		order by activity_id, record, valid_from desc, recorded_at desc`.execute(db);
	return rows;
}

function forAll(all: DecidedRule[]): RetentionRule[] {
	return RECORD_KINDS.map((record) => {
		const row = all.find((one) => one.record === record && one.activityId === null);
		if (!row) return { record, decided: null };
		const { record: _, activityId: _none, ...decided } = row;
		return { record, decided };
	});
}

async function callsOf(db: DbOrTx, organisationId: string): Promise<Call[]> {
	const { rows } = await sql<Omit<Call, 'title'> & { title: unknown }>`
		select a.id, a.kind, a.title from activity a join initiative i on i.id = a.initiative_id
		where i.organisation_id = ${organisationId} and (
			exists (select 1 from procurement_publication p where p.procurement_id = a.id)
			or exists (select 1 from rfi_version v where v.rfi_id = a.id))
		order by a.created_at desc`.execute(db);
	return rows.map((row) => ({ ...row, title: toText(row.title)! }));
}

/** Adds a rule; the decision that it rests on must be named. Earlier rules stay as they were. */
export async function recordRetention(ctx: Context, slug: string, input: RetentionInput): Promise<void> {
	const { organisation } = await accessRegister(ctx, slug);
	const person = handler(ctx);
	const { record, call, what: action } = input;
	const years = action === 'dispose' ? (input.years ?? null) : null;
	const fault = retentionFault({ record, action, years });
	if (fault) throw new AppError('invalid', 'form.error.failed', { fields: { years: fault } });
	if (call) refuseCall(await callsOf(ctx.db, organisation.id), call, record);
	await ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('retention_rule')
			.values({
				organisation_id: organisation.id,
				record,
				activity_id: call ?? null,
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
			data: { record, action, years, ...(call ? { call } : {}) }
		});
	});
}

function refuseCall(calls: Call[], id: string, record: RecordKind): void {
	const call = calls.find((one) => one.id === id);
	if (call && hasRecord(call.kind, record)) return;
	throw new AppError('invalid', 'form.error.failed', { fields: { call: 'records.error.call' } });
}

/**
 * Records of calls that came to their end long enough ago. Counted by call and kind; of rounds that are not decided
 * nothing is counted, so that nothing tells of tenders before the award.
 */
async function dueRecords(db: Db, organisationId: string): Promise<DueRecords[]> {
	const { rows } = await sql<Omit<DueRecords, 'title'> & { title: unknown }>`
		with decided as (
			select r.id as round_id, p.id as call, p.title, d.decided_on as ended from award_decision d
			join procurement_round r on r.id = d.round_id join procurement p on p.id = r.procurement_id
			join initiative i on i.id = p.initiative_id where i.organisation_id = ${organisationId}
		), closed as (
			select f.id, f.id as call, a.title, (c.closed_at at time zone 'Europe/Stockholm')::date as ended from rfi_closing c
			join rfi f on f.id = c.rfi_id join activity a on a.id = f.id
			join initiative i on i.id = f.initiative_id where i.organisation_id = ${organisationId}
		), held as (
			select case when w.id is null then 'tender-other' else 'tender-awarded' end as record, d.call, d.title, d.ended
			from decided d join tender t on t.round_id = d.round_id join opened_tender ot on ot.tender_id = t.id
			left join award w on w.tender_id = t.id
			union all
			select 'tender-draft', d.call, d.title, d.ended from decided d join tender t on t.round_id = d.round_id
			where not exists (select 1 from opened_tender ot where ot.tender_id = t.id)
			union all
			select 'evaluation', d.call, d.title, d.ended from decided d
			union all
			select 'rfi-answer', c.call, c.title, c.ended from closed c join rfi_answer a on a.rfi_id = c.id
			join rfi_submission s on s.answer_id = a.id and s.ended_at is null
			union all
			select 'rfi-draft', c.call, c.title, c.ended from closed c join rfi_answer a on a.rfi_id = c.id
			where not exists (select 1 from rfi_submission s where s.answer_id = a.id and s.ended_at is null)
		), counted as (
			select record, call, title, ended, count(*)::int as count from held group by record, call, title, ended
		)
		select h.record, h.title, h.count, rule.reference,
			to_char(h.ended + make_interval(years => rule.years), 'YYYY-MM-DD') as since
		from counted h join lateral (
			select action, years, reference from retention_rule r
			where r.organisation_id = ${organisationId} and r.record = h.record
				and (r.activity_id = h.call or r.activity_id is null)
				and r.valid_from <= (now() at time zone 'Europe/Stockholm')::date
			order by r.activity_id is null, r.valid_from desc, r.recorded_at desc limit 1
		) rule on rule.action = 'dispose'
		where h.ended + make_interval(years => rule.years) <= (now() at time zone 'Europe/Stockholm')::date
		order by since, h.record`.execute(db);
	return rows.map((row) => ({ ...row, title: toText(row.title)! }));
}
