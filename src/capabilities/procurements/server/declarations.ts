import type { Tx } from '#platform/server/db/index.ts';
import { declarationsShape, type Declarations, type Said } from '../sealing/content.ts';

/** Conditions that somebody who stands behind the tender has said nothing of. */
export function undeclared(
	conditions: readonly { id: string }[],
	{ declared, partners }: { declared: Record<string, Declarations>; partners: { id: string }[] }
): string[] {
	const members = ['', ...partners.map((one) => one.id)];
	return conditions.filter(({ id }) => members.some((member) => !declared[member]?.[id])).map(({ id }) => id);
}

/** Whether a declaration is lacking in an opened tender, or is not the one that the partner itself gave. */
export async function declaresTooLittle(
	tx: Tx,
	{ tenderId, roundId }: { tenderId: string; roundId: string },
	{ solution }: Said
): Promise<boolean> {
	const conditions = await tx
		.selectFrom('procurement_condition as c')
		.innerJoin('procurement_round as r', 'r.procurement_id', 'c.procurement_id')
		.select('c.id')
		.where('r.id', '=', roundId)
		.execute();
	if (conditions.length === 0) return false;
	if (undeclared(conditions, solution).length > 0) return true;
	const partners = await tx
		.selectFrom('tender_partner')
		.select(['organisation_id as id', 'declarations'])
		.where('tender_id', '=', tenderId)
		.where('declarations', 'is not', null)
		.execute();
	return partners.some(
		({ id, declarations }) =>
			!same(solution.declared[id] ?? {}, declarationsShape.parse(declarations), conditions)
	);
}

const same = (a: Declarations, b: Declarations, conditions: { id: string }[]) =>
	conditions.every(({ id }) => a[id]?.holds === b[id]?.holds && a[id]?.note === b[id]?.note);
