import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openAnswers, readAnswers, workList } from '#capabilities/calls/index.ts';
import type { Initiative } from '#capabilities/initiatives/index.ts';
import {
	accessProcurement,
	readTenders,
	roundsOf,
	tendersWithDoors,
	type RoundStanding
} from '#capabilities/procurements/index.ts';
import { can } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator, type MessageKey } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { publishedKeys } from '#platform/server/signing/index.ts';
import { archiveStage } from '../../rules.ts';
import { accessRequests } from '../access.ts';
import { auditRequest } from '../requests.ts';
import { safe, textItem } from './items.ts';
import { packTar, type Item, type Package } from './pack.ts';
import { procurementItems } from './procurement.ts';
import { rfiItems } from './rfi.ts';
import { readMe, RIGHTS } from './words.ts';

export interface Archivable {
	kind: 'rfi' | 'procurement';
	id: string;
	title: LocalText;
	/** Why there is no package to make, or null. */
	reason: MessageKey | null;
}

/** Calls of an initiative that have ended, and those that have not, with why. Nothing about who answered. */
export async function archivePage(
	ctx: Context,
	slug: string
): Promise<{ run: Initiative; calls: Archivable[] }> {
	const { run } = await accessRequests(ctx, slug);
	const { calls } = await workList(ctx, slug);
	const rounds = await roundsOf(ctx.db, run.id);
	const reads = {
		rfi: can(ctx.actor, readAnswers, { initiative: run, answering: [] }),
		procurement: can(ctx.actor, readTenders, run)
	};
	const procurements = [...new Set(rounds.map((round) => round.procurementId))];
	return {
		run,
		calls: [
			...calls
				.filter((call) => call.state !== 'draft')
				.map(({ id, title, state }) => ({
					kind: 'rfi' as const,
					id,
					title,
					reason: state === 'closed' ? reasonFor(reads.rfi) : ('records.archive.open' as const)
				})),
			...procurements.map((id) =>
				archivable(
					rounds.filter((round) => round.procurementId === id),
					reads.procurement
				)
			)
		]
	};
}

/** Who keeps the register need not be somebody who may read everything. */
const reasonFor = (reads: boolean) => (reads ? null : ('records.archive.reader' as const));

const archivable = (rounds: RoundStanding[], reads: boolean): Archivable => ({
	kind: 'procurement',
	id: rounds[0]!.procurementId,
	title: rounds[0]!.title,
	reason: archiveStage(rounds) ?? reasonFor(reads)
});

/**
 * The package of a call that has ended, as a tar stream. The maker goes through the same doors as who reads: for a
 * procurement every tender must stand open to them, so whoever declared a conflict makes no package.
 */
export async function archivePackage(
	ctx: Context,
	slug: string,
	kind: Archivable['kind'],
	id: string
): Promise<{ name: string; stream: ReadableStream }> {
	const { run, calls } = await archivePage(ctx, slug);
	const call = calls.find((one) => one.kind === kind && one.id === id);
	if (!call) throw notFound();
	if (call.reason)
		throw new AppError(call.reason === 'records.archive.reader' ? 'forbidden' : 'conflict', call.reason);
	await refuseShutDoors(ctx, slug, call);
	const at = await noteMaking(ctx, run, call);
	const items = kind === 'rfi' ? rfiItems(ctx, slug, id) : procurementItems(ctx, { slug, id });
	const input = await describe(ctx, run, call, at, items);
	return { name: `${input.id}.tar`, stream: packTar(input) };
}

async function refuseShutDoors(ctx: Context, slug: string, { kind, id }: Archivable): Promise<void> {
	if (kind === 'rfi') return void (await openAnswers(ctx, slug, id));
	const { procurement } = await accessProcurement(ctx, { slug, id }, readTenders);
	for (const { number, openedAt } of procurement.rounds) {
		if (!openedAt) continue;
		const { tenders, refused } = await tendersWithDoors(ctx, { slug, id, number }, readTenders);
		if ([...tenders, ...refused].some((tender) => tender.door !== 'open'))
			throw new AppError('forbidden', 'records.archive.door');
	}
}

async function noteMaking(ctx: Context, run: Initiative, { kind, id }: Archivable): Promise<Date> {
	return ctx.db.transaction().execute(async (tx) => {
		const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx);
		await auditRequest(tx, ctx, run.id, id, 'archive.package-made', { kind });
		return rows[0]!.at;
	});
}

async function describe(
	ctx: Context,
	run: Initiative,
	call: Archivable,
	at: Date,
	items: AsyncIterable<Item>
): Promise<Package> {
	const title = plainText(call.title, 'sv');
	const stamp = at.toISOString().replace(/[-:]/g, '').slice(0, 15);
	const id = `${call.kind === 'rfi' ? 'rfi' : 'upphandling'}-${safe(title)}-${call.id.slice(0, 8)}-${stamp}`;
	const rounds = call.kind === 'procurement' ? await roundsOf(ctx.db, run.id) : [];
	const references = rounds.flatMap((one) => (one.procurementId === call.id ? (one.diaryNumber ?? []) : []));
	const what = call.kind === 'rfi' ? 'En RFI (förfrågan om information)' : 'En förkommersiell upphandling';
	return {
		id,
		at,
		items,
		documentation: await documentation(ctx, at, { title, creator: run.organisationName, id }),
		detail: `Arkivpaketet gjordes ur Mötesplats på ${config().PUBLIC_URL}.`,
		about: {
			identifier: `urn:uuid:${call.id}`,
			title,
			description: `${what} inom ”${plainText(run.title, 'sv')}”, med allt som kom in och upprättades.`,
			creator: run.organisationName,
			dates: [at.toISOString().slice(0, 10)],
			references: [...new Set(references)],
			rights: RIGHTS
		}
	};
}

async function documentation(
	ctx: Context,
	at: Date,
	about: { title: string; creator: string; id: string }
): Promise<Item[]> {
	const script = (name: string) => ({
		path: name,
		label: name,
		type: 'text/javascript',
		created: at,
		body: readFileSync(join(process.cwd(), 'static', name), 'utf8')
	});
	const keys = await publishedKeys(ctx.db);
	return [
		textItem('las-mig', 'Läs mig', at, readMe({ ...about, at: translator('sv').dateTime(at) })),
		script('verify-receipt.mjs'),
		script('verify-record.mjs'),
		...keys.map((key) => ({
			path: `nycklar/${key.id.slice(0, 16)}.pem`,
			label: `Öppen nyckel ${key.id}`,
			type: 'application/x-pem-file',
			created: at,
			body: key.publicPem
		}))
	];
}
