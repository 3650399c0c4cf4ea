import { sql } from 'kysely';
import { toText } from '#platform/i18n/text.ts';
import type { ProcurementFacts } from '../facts.ts';
import { organisationsIn } from './load-agreement.ts';
import { loadFrame, loadOrganisations, rowsOf, type Reader } from './load.ts';
import { loadRounds } from './load-rounds.ts';

interface Row {
	title: unknown;
	aim: unknown;
	currency: string;
	price_model: string;
	price_weight: number;
	reserved: string | null;
	cpv: string;
	research_reason: string;
	decided_body: string;
	decided_on: string;
	diary_number: string;
	published_at: Date;
}

/** A published procurement with all its rounds; null else. */
export async function loadProcurement(
	db: Reader,
	id: string
): Promise<(ProcurementFacts & { initiativeId: string }) | null> {
	const [row] = await rowsOf(
		db,
		sql<Row>`select p.title, p.aim, p.currency, p.price_model, p.price_weight, p.reserved, e.cpv, e.research_reason,
				u.decided_body, u.decided_on, u.diary_number, u.published_at
			from procurement p join procurement_publication u on u.procurement_id = p.id
			join procurement_exemption e on e.id = u.exemption_id where p.id = ${id}`
	);
	if (!row) return null;
	const lots = await lotsOf(db, id);
	const rounds = await loadRounds(db, id, lots);
	const rfis = await publishedRfis(db, id);
	const subjects = [id, ...rounds.map((one) => one.id), ...rfis.map((one) => one.id)];
	const frame = await loadFrame(db, id, `/procurement/${id}`, subjects);
	if (!frame) return null;
	const awards = rounds.flatMap(({ decision }) => decision?.awards ?? []);
	const named = await loadOrganisations(db, [
		...rounds.flatMap(({ decision }) => decision?.tenderers ?? []),
		...awards.map((one) => one.organisationId),
		...organisationsIn(awards.flatMap((one) => one.agreements))
	]);
	return {
		...frame,
		organisations: new Map([...frame.organisations, ...named]),
		from: frame.from && new Date(Math.max(+frame.from, +row.published_at)),
		id,
		...shaped(row),
		lots,
		criteria: await criteriaOf(db, id),
		conditions: await conditionsOf(db, id),
		rounds,
		documents: await documentsOf(db, id),
		dossiers: await dossiersOf(db, frame.initiativeId),
		rfis,
		cancelled: await cancellationOf(db, id)
	};
}

const shaped = (row: Row) => ({
	title: toText(row.title)!,
	aim: toText(row.aim),
	currency: row.currency,
	priceModel: row.price_model,
	priceWeight: row.price_weight,
	reserved: row.reserved as ProcurementFacts['reserved'],
	exemption: { cpv: row.cpv, reason: row.research_reason },
	decided: { body: row.decided_body, on: row.decided_on, diary: row.diary_number }
});

async function conditionsOf(db: Reader, id: string): Promise<ProcurementFacts['conditions']> {
	const rows = await rowsOf(
		db,
		sql<{ statement: unknown }>`select statement from procurement_condition
			where procurement_id = ${id} order by position`
	);
	return rows.map(({ statement }) => toText(statement)!);
}

interface LotRow {
	id: string;
	position: number;
	title: unknown;
	description: unknown;
	reason: string | null;
	at: Date | null;
}

async function lotsOf(db: Reader, id: string): Promise<ProcurementFacts['lots']> {
	const rows = await rowsOf(
		db,
		sql<LotRow>`select l.id, l.position, l.title, l.description, c.reason, c.cancelled_at as at from procurement_lot l
			left join lot_cancellation c on c.lot_id = l.id where l.procurement_id = ${id} order by l.position`
	);
	return rows.map(({ reason, at, ...row }) => ({
		...row,
		title: toText(row.title)!,
		description: toText(row.description),
		cancelled: at && { at, reason: reason! }
	}));
}

async function criteriaOf(db: Reader, id: string): Promise<ProcurementFacts['criteria']> {
	const rows = await rowsOf(
		db,
		sql<{ name: unknown; weight: number; lotId: string | null }>`select name, weight, lot_id as "lotId"
			from procurement_criterion
			where procurement_id = ${id} order by position`
	);
	return rows.map(({ name, weight, lotId }) => ({ name: toText(name)!, weight, lotId }));
}

interface VersionRow {
	id: string;
	title: unknown;
	withdrawn_at: Date | null;
	version: number;
	note: string | null;
	at: Date;
	file_id: string | null;
	name: string;
	type: string;
}

async function documentsOf(db: Reader, id: string): Promise<ProcurementFacts['documents']> {
	const rows = await rowsOf(
		db,
		sql<VersionRow>`select d.id, d.title, d.withdrawn_at, v.version, v.note, v.published_at as at,
				f.id as file_id, f.name, f.type
			from procurement_document d join procurement_document_version v on v.document_id = d.id
			left join file f on f.id = v.file_id
			where d.procurement_id = ${id} and v.published_at is not null order by d.created_at, d.id, v.version`
	);
	const documents = new Map<string, ProcurementFacts['documents'][number]>();
	for (const { id: document, title, withdrawn_at, version, note, at, file_id, name, type } of rows) {
		const known = documents.get(document) ?? {
			id: document,
			title: toText(title)!,
			withdrawnAt: withdrawn_at,
			versions: []
		};
		known.versions.push({ version, note, at, file: file_id ? { id: file_id, name, type } : null });
		documents.set(document, known);
	}
	return [...documents.values()];
}

async function dossiersOf(db: Reader, initiativeId: string): Promise<ProcurementFacts['dossiers']> {
	const rows = await rowsOf(
		db,
		sql<{ id: string; title: unknown; at: Date }>`select id, title, released_at as at from dossier_release
			where initiative_id = ${initiativeId} order by released_at, id`
	);
	return rows.map((row) => ({ ...row, title: toText(row.title)! }));
}

async function publishedRfis(db: Reader, id: string): Promise<ProcurementFacts['rfis']> {
	const rows = await rowsOf(
		db,
		sql<{
			id: string;
			title: unknown;
			at: Date;
		}>`select r.id, v.content -> 'title' as title, v.published_at as at
			from procurement p join rfi r on r.initiative_id = p.initiative_id
			join rfi_version v on v.rfi_id = r.id and v.number = 1 where p.id = ${id} order by v.published_at, r.id`
	);
	return rows.map((row) => ({ ...row, title: toText(row.title)! }));
}

async function cancellationOf(db: Reader, id: string): Promise<ProcurementFacts['cancelled']> {
	const [row] = await rowsOf(
		db,
		sql<{ reason: string; at: Date }>`select reason, cancelled_at as at from procurement_cancellation
			where procurement_id = ${id}`
	);
	return row ?? null;
}
