import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import {
	isSigned,
	lackingSignatures,
	outcomeDue,
	type AgreementForm,
	type PartyRole,
	type PaymentKind
} from '../rules.ts';

export interface AgreementLine {
	id: string;
	title: LocalText;
	form: AgreementForm;
	startsOn: string | null;
	endsOn: string | null;
	publishedAt: Date | null;
	endedAt: Date | null;
	signed: boolean;
	/** In minor units. */
	planned: number;
	paid: number;
	currency: string;
	parties: string[];
}

/** The agreements of one initiative; `publicOnly` leaves drafts out. Two queries, however many there are. */
export async function listAgreements(
	db: DbOrTx,
	initiativeId: string,
	publicOnly: boolean
): Promise<AgreementLine[]> {
	let query = db
		.selectFrom('agreement as a')
		.innerJoin('activity as t', 't.id', 'a.id')
		.select([
			'a.id',
			't.title',
			'a.form',
			'a.starts_on',
			'a.ends_on',
			'a.published_at',
			'a.ended_at',
			'a.currency',
			'a.revision'
		])
		.select(
			sql<number>`coalesce((select sum(planned_minor) from agreement_payment p where p.agreement_id = a.id and p.cancelled_at is null and p.kind <> 'repayment'), 0)::bigint`.as(
				'planned'
			)
		)
		.select(
			sql<number>`coalesce((select sum(case when p.kind = 'repayment' then -p.paid_minor else p.paid_minor end) from agreement_payment p where p.agreement_id = a.id and p.paid_on is not null), 0)::bigint`.as(
				'paid'
			)
		)
		.select(
			sql<
				string[]
			>`array(select s.organisation_id::text from agreement_signature s where s.agreement_id = a.id and s.revision = a.revision)`.as(
				'signedBy'
			)
		)
		.where('a.initiative_id', '=', initiativeId)
		.orderBy('a.created_at');
	if (publicOnly) query = query.where('a.published_at', 'is not', null);
	const rows = await query.execute();
	const parties = await listParties(
		db,
		rows.map((row) => row.id)
	);
	return rows.map((row) => {
		const own = parties.filter((party) => party.agreementId === row.id);
		return {
			id: row.id,
			title: toText(row.title)!,
			form: row.form as AgreementForm,
			startsOn: row.starts_on,
			endsOn: row.ends_on,
			publishedAt: row.published_at,
			endedAt: row.ended_at,
			signed: isSigned({ parties: own, signedBy: row.signedBy }),
			planned: row.planned,
			paid: row.paid,
			currency: row.currency,
			parties: [...new Set(own.map((party) => party.name))]
		};
	});
}

export interface Party {
	id: string;
	agreementId: string;
	organisationId: string;
	name: string;
	slug: string;
	role: PartyRole;
}

async function listParties(db: DbOrTx, agreementIds: string[]): Promise<Party[]> {
	if (agreementIds.length === 0) return [];
	const rows = await db
		.selectFrom('agreement_party as p')
		.innerJoin('organisation as o', 'o.id', 'p.organisation_id')
		.select([
			'p.id',
			'p.agreement_id as agreementId',
			'p.organisation_id as organisationId',
			'o.name',
			'o.slug',
			'p.role'
		])
		.where('p.agreement_id', 'in', agreementIds)
		.orderBy('p.role')
		.orderBy('o.name')
		.execute();
	return rows as Party[];
}

export interface OutcomeView {
	id: string;
	indicatorId: string;
	indicator: LocalText;
	terms: LocalText;
	threshold: number;
	target: number;
	priceMinor: number;
	basis: 'unit' | 'reached';
	capMinor: number;
	measuredBy: string;
	/** Latest figure measured in time, with its n. */
	measured: number | null;
	n: number | null;
	unit: string;
	/** What it gives so far, in minor units. */
	due: number;
	paid: number;
}

export interface PaymentView {
	id: string;
	kind: PaymentKind;
	payer: string;
	payee: string;
	plannedOn: string;
	plannedMinor: number;
	note: LocalText | null;
	paidOn: string | null;
	paidMinor: number | null;
	reference: string | null;
	cancelledReason: string | null;
	late: boolean;
}

export interface AgreementDetail extends Omit<AgreementLine, 'parties'> {
	purpose: LocalText;
	fixedMinor: number;
	capMinor: number | null;
	revision: number;
	endedReason: LocalText | null;
	awardId: string | null;
	parties: (Party & { signedOn: string | null })[];
	/** Names of organisations whose signature of the present terms is lacking. */
	lacking: string[];
	milestones: {
		id: string;
		title: LocalText;
		dueOn: string;
		settledOn: string | null;
		outcome: string | null;
		note: LocalText | null;
		late: boolean;
	}[];
	outcomes: OutcomeView[];
	payments: PaymentView[];
}

/** Everything about one agreement. The caller has passed its door. */
export async function findAgreement(db: DbOrTx, initiativeId: string, id: string): Promise<AgreementDetail> {
	const [line] = (await listAgreements(db, initiativeId, false)).filter((agreement) => agreement.id === id);
	const [row, parties, signatures, milestones, outcomes, payments] = await Promise.all([
		db.selectFrom('agreement').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
		listParties(db, [id]),
		db.selectFrom('agreement_signature').selectAll().where('agreement_id', '=', id).execute(),
		listMilestones(db, id),
		listOutcomes(db, id),
		listPayments(db, id)
	]);
	const current = signatures.filter((signature) => signature.revision === row.revision);
	const lackingIds = lackingSignatures({ parties, signedBy: current.map((s) => s.organisation_id) });
	return {
		...line!,
		purpose: toText(row.purpose)!,
		fixedMinor: row.fixed_minor,
		capMinor: row.cap_minor,
		revision: row.revision,
		endedReason: toText(row.ended_reason),
		awardId: row.award_id,
		parties: parties.map((party) => ({
			...party,
			signedOn: current.find((s) => s.organisation_id === party.organisationId)?.signed_on ?? null
		})),
		lacking: [
			...new Set(
				parties.filter((party) => lackingIds.includes(party.organisationId)).map((party) => party.name)
			)
		],
		milestones,
		outcomes,
		payments
	};
}

const overdue = (column: string) =>
	sql<boolean>`${sql.ref(column)} < (now() at time zone 'Europe/Stockholm')::date`;

async function listMilestones(db: DbOrTx, id: string) {
	const rows = await db
		.selectFrom('agreement_milestone')
		.selectAll()
		.select(overdue('due_on').as('over'))
		.where('agreement_id', '=', id)
		.orderBy('due_on')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		title: toText(row.title)!,
		dueOn: row.due_on,
		settledOn: row.settled_on,
		outcome: row.outcome,
		note: toText(row.note),
		late: row.over && !row.settled_on
	}));
}

async function listOutcomes(db: DbOrTx, id: string): Promise<OutcomeView[]> {
	const { rows } = await sql<{
		id: string;
		indicator_id: string;
		name: unknown;
		terms: unknown;
		threshold: string;
		target: string;
		price_minor: number;
		unit: string;
		basis: 'unit' | 'reached';
		cap_minor: number;
		measured_by: string;
		direction: 'up' | 'down';
		value: string | null;
		n: number | null;
		paid: number;
	}>`
		select o.id, o.indicator_id, i.name, o.terms, o.threshold, o.target, o.price_minor, o.basis, o.cap_minor, o.measured_by, i.direction, i.unit, m.value, m.n,
			coalesce((select sum(p.paid_minor) from agreement_payment p where p.outcome_id = o.id and p.paid_on is not null), 0)::bigint as paid
		from agreement_outcome o join indicator i on i.id = o.indicator_id
		left join lateral (
			select value, n from measurement m
			where m.indicator_id = i.id and m.kind = 'measurement' and m.withdrawn_at is null and m.period_end <= o.measured_by
				and not exists (select 1 from measurement later where later.replaces = m.id)
			order by m.period_end desc limit 1) m on true
		where o.agreement_id = ${id} order by o.created_at`.execute(db);
	return rows.map((row) => {
		const threshold = Number(row.threshold);
		const target = Number(row.target);
		const measured = row.value === null ? null : Number(row.value);
		const terms = {
			threshold,
			target,
			direction: row.direction,
			priceMinor: row.price_minor,
			basis: row.basis,
			capMinor: row.cap_minor
		};
		return {
			id: row.id,
			indicatorId: row.indicator_id,
			indicator: toText(row.name)!,
			terms: toText(row.terms)!,
			threshold,
			target,
			priceMinor: row.price_minor,
			basis: row.basis,
			capMinor: row.cap_minor,
			measuredBy: row.measured_by,
			measured,
			n: row.n,
			unit: row.unit,
			due: outcomeDue(terms, measured),
			paid: row.paid
		};
	});
}

async function listPayments(db: DbOrTx, id: string): Promise<PaymentView[]> {
	const rows = await db
		.selectFrom('agreement_payment as p')
		.innerJoin('organisation as payer', 'payer.id', 'p.payer_id')
		.innerJoin('organisation as payee', 'payee.id', 'p.payee_id')
		.selectAll('p')
		.select(['payer.name as payer', 'payee.name as payee'])
		.select(overdue('p.planned_on').as('over'))
		.where('p.agreement_id', '=', id)
		.orderBy('p.planned_on')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind as PaymentKind,
		payer: row.payer,
		payee: row.payee,
		plannedOn: row.planned_on,
		plannedMinor: row.planned_minor,
		note: toText(row.note),
		paidOn: row.paid_on,
		paidMinor: row.paid_minor,
		reference: row.reference,
		cancelledReason: row.cancelled_reason,
		late: row.over && !row.paid_on && !row.cancelled_at
	}));
}

/** Organisations that are parties of agreements of an initiative. */
export async function partyIds(db: DbOrTx, initiativeId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('agreement_party as p')
		.innerJoin('agreement as a', 'a.id', 'p.agreement_id')
		.select('p.organisation_id')
		.where('a.initiative_id', '=', initiativeId)
		.execute();
	return [...new Set(rows.map((row) => row.organisation_id))];
}
