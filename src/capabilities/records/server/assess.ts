import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { findingFaults, outcomeOf, type Part, type PartFinding } from '../rules.ts';
import { handler } from './access.ts';
import { readHolding, type Holding } from './holdings.ts';
import {
	auditRequest,
	lockOpen,
	readAssessed,
	requestOf,
	type Assessed,
	type ReadingRequest,
	type RequestRef
} from './requests.ts';

export interface AssessmentPage {
	request: ReadingRequest;
	holding: Holding;
	parts: Part[];
	/** What was found before, if it was tried. */
	assessed: Assessed | null;
}

/** One document to be tried, with its wishes. The reading is noted where the document lies. */
export async function documentToTry(
	ctx: Context,
	ref: RequestRef,
	documentId: string
): Promise<AssessmentPage> {
	const { request, assessed } = await requestOf(ctx, ref);
	const read = await readHolding(ctx, ref.slug, request, documentId);
	return { request, ...read, assessed: assessed.find((one) => one.documentId === documentId) ?? null };
}

/**
 * Records what was found of one document, part by part; parts that the request is not about are left out. It may
 * be written anew until the request has ended. @param seen what stood there when the form was shown
 */
export async function assessDocument(
	ctx: Context,
	ref: RequestRef,
	documentId: string,
	input: { findings: PartFinding[]; seen: string }
): Promise<void> {
	const { run, request } = await requestOf(ctx, ref);
	const { holding, parts } = await readHolding(ctx, ref.slug, request, documentId);
	const person = handler(ctx);
	refuseFaults(parts, input.findings);
	await ctx.db.transaction().execute(async (tx) => {
		await lockOpen(tx, request.id);
		await refuseChanged(tx, request.id, documentId, input.seen);
		const id = await putDocument(tx, request.id, holding, person);
		await putParts(tx, id, parts, input.findings);
		const data = { outcome: outcomeOf(input.findings), parts: input.findings.length };
		if (request.subject.kind === 'tenders')
			await audit(tx, ctx.actor, {
				chain: `call:${documentId}`,
				action: 'tender.disclosure-assessed',
				subject: `tender:${documentId}`,
				data
			});
		await auditRequest(tx, ctx, run.id, request.id, 'disclosure.assessed', data);
	});
}

function refuseFaults(parts: Part[], findings: PartFinding[]): void {
	if (findings.length === 0) throw new AppError('invalid', 'records.error.nothing');
	const faults = findingFaults(parts, findings);
	if (faults.length === 0) return;
	const fields: Record<string, MessageKey> = {};
	for (const fault of faults) {
		const at = parts.findIndex(({ key }) => key === fault.part);
		fields[`${fault.field}${at}`] ??= fault.key;
	}
	throw new AppError('invalid', 'form.error.failed', { fields });
}

async function refuseChanged(tx: Tx, requestId: string, documentId: string, seen: string): Promise<void> {
	const before = (await readAssessed(tx, requestId)).find((one) => one.documentId === documentId);
	if ((before?.at.toISOString() ?? '') !== seen) throw new AppError('conflict', 'records.error.changed');
}

async function putDocument(
	tx: Tx,
	requestId: string,
	holding: Holding,
	person: { id: string; name: string }
): Promise<string> {
	await tx
		.deleteFrom('disclosure_document')
		.where('request_id', '=', requestId)
		.where('document_id', '=', holding.documentId)
		.execute();
	const { id } = await tx
		.insertInto('disclosure_document')
		.values({
			request_id: requestId,
			document_id: holding.documentId,
			organisation_id: holding.organisation.id,
			organisation_name: holding.organisation.name,
			sha256: holding.sha256,
			assessed_by: person.id,
			assessed_by_name: person.name
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

async function putParts(tx: Tx, documentId: string, parts: Part[], findings: PartFinding[]): Promise<void> {
	const rows = parts.flatMap((part, position) => {
		const finding = findings.find((one) => one.part === part.key);
		if (!finding) return [];
		const open = finding.outcome === 'open';
		return [
			{
				document_id: documentId,
				part: part.key,
				position,
				heading: part.heading,
				outcome: finding.outcome,
				passages: finding.outcome === 'masked' ? [...finding.passages] : [],
				paragraph: open ? null : finding.paragraph,
				harm: open ? null : finding.harm
			}
		];
	});
	await tx.insertInto('disclosure_part').values(rows).execute();
}
