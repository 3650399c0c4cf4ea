import { gatheredBy } from '#platform/grouped.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { localTextSchema, toText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { json } from '#platform/server/db/json.ts';
import {
	createActivity,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type Figure,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { FORMS, isSigned, MILESTONE_OUTCOMES, PARTY_ROLES } from './rules.ts';
import { findAgreement, listAgreements } from './server/queries.ts';

const text = localTextSchema;
const exported = z.array(
	z.object({
		title: text,
		form: z.enum(FORMS),
		purpose: text,
		startsOn: z.string().nullable(),
		endsOn: z.string().nullable(),
		fixedMinor: z.number().int(),
		capMinor: z.number().int().nullable(),
		currency: z.string(),
		published: z.boolean(),
		/** Organisations travel by slug; an unknown one is left out. */
		parties: z.array(z.object({ slug: z.string(), role: z.enum(PARTY_ROLES) })),
		milestones: z.array(
			z.object({
				title: text,
				dueOn: z.string(),
				settledOn: z.string().nullable(),
				outcome: z.enum(MILESTONE_OUTCOMES).nullable()
			})
		)
	})
);
export type ExportedAgreements = z.output<typeof exported>;

interface Row {
	initiative_id: string;
	id: string;
	published: boolean;
	ended: boolean;
	parties: { organisationId: string; role: (typeof PARTY_ROLES)[number] }[];
	signed_by: string[];
	signed_on: string | null;
	ends_on: string | null;
	paid: number;
	next_payment: string | null;
	next_milestone: string | null;
}

/** One row per agreement of several initiatives. */
async function rowsOf(db: DbOrTx, ids: readonly string[]): Promise<Row[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<Row>`
		select a.initiative_id, a.id, a.published_at is not null as published, a.ended_at is not null as ended, a.ends_on,
			coalesce((select jsonb_agg(jsonb_build_object('organisationId', p.organisation_id, 'role', p.role)) from agreement_party p where p.agreement_id = a.id), '[]') as parties,
			array(select s.organisation_id::text from agreement_signature s where s.agreement_id = a.id and s.revision = a.revision) as signed_by,
			(select max(s.signed_on) from agreement_signature s where s.agreement_id = a.id and s.revision = a.revision) as signed_on,
			coalesce((select sum(case when p.kind = 'repayment' then -p.paid_minor else p.paid_minor end) from agreement_payment p where p.agreement_id = a.id and p.paid_on is not null), 0)::bigint as paid,
			(select min(p.planned_on) from agreement_payment p where p.agreement_id = a.id and p.paid_on is null and p.cancelled_at is null) as next_payment,
			(select min(m.due_on) from agreement_milestone m where m.agreement_id = a.id and m.settled_on is null) as next_milestone
		from agreement a where a.initiative_id = any(${uuids(ids)}) order by a.created_at`.execute(db);
	return rows;
}

const grouped = <T>(rows: Row[], make: (row: Row) => T[]) =>
	gatheredBy(rows, (row) => row.initiative_id, make);

const signed = (row: Row) => isSigned({ parties: row.parties, signedBy: row.signed_by });

export const agreementKind: ActivityKind<ExportedAgreements> = {
	key: 'agreement',
	name: 'agreements.kind',
	several: true,
	workPath: '/work/agreements',
	path: (id) => `/work/agreements/${id}`,
	permissions: ['agreement.view', 'agreement.edit', 'agreement.follow'],
	facts: [
		{
			key: 'agreement.signed',
			type: 'boolean',
			condition: 'agreements.fact.signed',
			lacking: 'agreements.fact.signed.lacking'
		}
	],
	async computeFacts(db, ids) {
		const rows = await rowsOf(db, ids);
		return new Map(
			ids.map((id): [string, Facts] => [
				id,
				{ 'agreement.signed': rows.some((row) => row.initiative_id === id && signed(row)) }
			])
		);
	},
	async chainNotes(db, ids) {
		const rows = (await rowsOf(db, ids)).filter((row) => row.published);
		return grouped(rows, (row): ChainNote[] => [
			signed(row) && row.signed_on
				? {
						phase: 'agreement',
						text: 'agreements.chain.signed',
						params: { date: row.signed_on },
						path: `/agreements/${row.id}`
					}
				: { phase: 'agreement', text: 'agreements.chain.published', path: `/agreements/${row.id}` }
		]);
	},
	async figures(db, ids) {
		const rows = (await rowsOf(db, ids)).filter((row) => row.published && row.paid > 0);
		return grouped(rows, (row): Figure[] => [
			{ label: 'agreements.figure.paid', value: row.paid, kind: 'money' }
		]);
	},
	async nextSteps(db, ids) {
		return grouped(
			(await rowsOf(db, ids)).filter((row) => !row.ended),
			nextStepsOf
		);
	},
	async organisationsTakingPart(db, ids) {
		const rows = (await rowsOf(db, ids)).filter((row) => row.published);
		return grouped(rows, (row) => row.parties.map((party) => party.organisationId));
	},
	newsKinds: ['decision'],
	exported,
	exportFrom,
	importInto,
	personal: {
		label: 'mywork.data.of.agreements',
		async show(db, personId) {
			const rows = await db
				.selectFrom('agreement_signature')
				.select(['agreement_id', 'signed_on', 'recorded_at'])
				.where('recorded_by', '=', personId)
				.execute();
			return rows.map((row) => ({
				agreement: row.agreement_id,
				signedOn: row.signed_on,
				recordedAt: row.recorded_at.toISOString()
			}));
		},
		async erase(tx, personId) {
			await tx
				.updateTable('agreement_signature')
				.set({ recorded_by: null })
				.where('recorded_by', '=', personId)
				.execute();
		},
		kept: [{ what: 'agreements.kept.signatures', rule: 'agreements.kept.rule' }]
	}
};

function nextStepsOf(row: Row): NextStep[] {
	const path = `/work/agreements/${row.id}`;
	const due = (date: string) => new Date(`${date}T12:00:00Z`);
	const steps: NextStep[] = [];
	if (!signed(row)) steps.push({ activityId: row.id, text: 'agreements.next.sign', path });
	if (row.next_milestone)
		steps.push({
			activityId: row.id,
			text: 'agreements.next.milestone',
			path,
			dueAt: due(row.next_milestone)
		});
	if (row.next_payment)
		steps.push({ activityId: row.id, text: 'agreements.next.payment', path, dueAt: due(row.next_payment) });
	return steps;
}

async function exportFrom(db: DbOrTx, initiativeId: string): Promise<ExportedAgreements> {
	const lines = await listAgreements(db, initiativeId, false);
	const details = await Promise.all(lines.map((line) => findAgreement(db, initiativeId, line.id)));
	return details.map((d) => ({
		title: d.title,
		form: d.form,
		purpose: d.purpose,
		startsOn: d.startsOn,
		endsOn: d.endsOn,
		fixedMinor: d.fixedMinor,
		capMinor: d.capMinor,
		currency: d.currency,
		published: d.publishedAt !== null,
		parties: d.parties.map(({ slug, role }) => ({ slug, role })),
		milestones: d.milestones.map(({ title, dueOn, settledOn, outcome }) => ({
			title,
			dueOn,
			settledOn,
			outcome: outcome as 'met' | null
		}))
	}));
}

async function importInto(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	data: ExportedAgreements
): Promise<void> {
	for (const a of data) {
		const id = await createActivity(tx, ctx, { initiativeId, kind: 'agreement', title: a.title });
		await tx
			.insertInto('agreement')
			.values({
				id,
				initiative_id: initiativeId,
				form: a.form,
				purpose: json(toText(a.purpose)),
				starts_on: a.startsOn,
				ends_on: a.endsOn,
				fixed_minor: a.fixedMinor,
				cap_minor: a.capMinor,
				currency: a.currency,
				created_at: sql`clock_timestamp()`,
				published_at: a.published ? sql`now()` : null
			})
			.execute();
		for (const party of a.parties) {
			await sql`insert into agreement_party (agreement_id, organisation_id, role) select ${id}, id, ${party.role} from organisation where slug = ${party.slug}`.execute(
				tx
			);
		}
		for (const m of a.milestones) {
			await tx
				.insertInto('agreement_milestone')
				.values({
					agreement_id: id,
					title: json(m.title),
					due_on: m.dueOn,
					settled_on: m.settledOn,
					outcome: m.outcome
				})
				.execute();
		}
	}
}
