import { sql } from 'kysely';
import { toText } from '#platform/i18n/text.ts';
import type { AgreementFacts, AgreementProcess } from '../facts.ts';
import { loadFrame, loadOrganisations, rowsOf, type Reader } from './load.ts';
import { uuids } from '#platform/server/db/lists.ts';

interface Row {
	id: string;
	slug: string;
	title: unknown;
	purpose: unknown;
	form: string;
	starts_on: string | null;
	ends_on: string | null;
	fixed_minor: number;
	cap_minor: number | null;
	currency: string;
	revision: number;
	published_at: Date;
	ended_at: Date | null;
	ended_reason: unknown;
	award_id: string | null;
}

/** Published agreements by their ids or by the awards that they follow from. */
export async function loadAgreements(
	db: Reader,
	by: { ids?: string[]; awards?: string[] }
): Promise<(AgreementFacts & { awardId: string | null })[]> {
	const rows = await rowsOf(
		db,
		sql<Row>`select a.*, t.title, i.slug from agreement a join activity t on t.id = a.id
			join initiative i on i.id = a.initiative_id
			where a.published_at is not null
				and (a.id = any(${uuids(by.ids ?? [])}) or a.award_id = any(${uuids(by.awards ?? [])}))
			order by a.published_at, a.id`
	);
	return Promise.all(rows.map((row) => whole(db, row)));
}

async function whole(db: Reader, row: Row): Promise<AgreementFacts & { awardId: string | null }> {
	return {
		id: row.id,
		awardId: row.award_id,
		path: `/initiatives/${row.slug}/agreements/${row.id}`,
		title: toText(row.title)!,
		purpose: toText(row.purpose)!,
		form: row.form,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
		valueMinor: row.cap_minor ?? row.fixed_minor,
		currency: row.currency,
		revision: row.revision,
		publishedAt: row.published_at,
		ended: row.ended_at ? { at: row.ended_at, reason: toText(row.ended_reason) } : null,
		...(await partsOf(db, row.id))
	};
}

async function partsOf(
	db: Reader,
	id: string
): Promise<Pick<AgreementFacts, 'parties' | 'signatures' | 'milestones' | 'payments' | 'files'>> {
	const milestones = await rowsOf(
		db,
		sql<AgreementFacts['milestones'][number] & { title: unknown; note: unknown }>`
			select id, title, due_on as "dueOn", created_at as at, settled_on as "settledOn", outcome, note
			from agreement_milestone where agreement_id = ${id} order by due_on, id`
	);
	return {
		parties: await rowsOf(
			db,
			sql<{ organisationId: string; role: string }>`select organisation_id as "organisationId", role
				from agreement_party where agreement_id = ${id} order by role, organisation_id`
		),
		signatures: await rowsOf(
			db,
			sql<AgreementFacts['signatures'][number]>`select organisation_id as "organisationId", signed_on as on,
				revision, recorded_at as at from agreement_signature where agreement_id = ${id} order by recorded_at, id`
		),
		milestones: milestones.map((one) => ({ ...one, title: toText(one.title)!, note: toText(one.note) })),
		payments: await rowsOf(
			db,
			sql<AgreementFacts['payments'][number]>`select id, payer_id as "payerId", payee_id as "payeeId",
				paid_minor as minor, paid_on as on from agreement_payment
				where agreement_id = ${id} and paid_on is not null order by paid_on, id`
		),
		files: await rowsOf(
			db,
			sql<AgreementFacts['files'][number]>`select id, name, type, published_at as at from file
				where subject_kind = 'agreement' and subject_id = ${id} and published_at is not null
					and removed_at is null order by published_at, id`
		)
	};
}

/** Whoever is named in agreements. */
export const organisationsIn = (agreements: AgreementFacts[]): string[] =>
	agreements.flatMap(({ parties, payments }) => [
		...parties.map((one) => one.organisationId),
		...payments.flatMap((one) => [one.payerId, one.payeeId])
	]);

/** A published agreement that follows from no award; null else. */
export async function loadAgreementProcess(
	db: Reader,
	id: string
): Promise<(AgreementProcess & { initiativeId: string }) | null> {
	const [agreement] = await loadAgreements(db, { ids: [id] });
	if (!agreement || agreement.awardId) return null;
	const frame = await loadFrame(db, id, `/agreements/${id}`, []);
	if (!frame) return null;
	const named = await loadOrganisations(db, organisationsIn([agreement]));
	return { ...frame, organisations: new Map([...frame.organisations, ...named]), agreement };
}
