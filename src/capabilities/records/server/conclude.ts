import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { outcomeOf, type Outcome } from '../rules.ts';
import { handler } from './access.ts';
import { heldFor } from './holdings.ts';
import {
	auditRequest,
	lockOpen,
	readAssessed,
	requestOf,
	type ReadingRequest,
	type RequestRef
} from './requests.ts';

/**
 * Ends a request. What it ends in is counted from the parts that were tried; while absolute secrecy holds it can
 * only be refused whole, without a look at whether there is anything; and where no document is held, it says so.
 */
export async function concludeRequest(ctx: Context, ref: RequestRef): Promise<Outcome> {
	const { run, request } = await requestOf(ctx, ref);
	const { holdings, reason } = await heldFor(ctx, ref.slug, request);
	if (holdings === null && request.subject.stage !== 'absolute')
		throw new AppError('forbidden', reason ?? 'error.forbidden');
	const person = handler(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		await lockOpen(tx, request.id);
		const outcome = await outcomeFor(tx, request, holdings?.length ?? null);
		await tx
			.insertInto('disclosure_outcome')
			.values({
				request_id: request.id,
				outcome,
				concluded_by: person.id,
				concluded_by_name: person.name
			})
			.execute();
		await auditRequest(tx, ctx, run.id, request.id, 'disclosure.concluded', { outcome });
		return outcome;
	});
}

async function outcomeFor(tx: Tx, request: ReadingRequest, held: number | null): Promise<Outcome> {
	if (request.subject.stage === 'absolute') return 'absolute';
	const assessed = await readAssessed(tx, request.id);
	const outcome = outcomeOf(assessed.flatMap(({ parts }) => parts));
	if (outcome) return outcome;
	if (held === 0) return 'none';
	throw new AppError('invalid', 'records.error.nothing');
}
