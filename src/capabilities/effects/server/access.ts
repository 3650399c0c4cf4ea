import { authorize, can, definePermission, hasRoleIn } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import {
	accessInitiative,
	editInitiative,
	viewInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';

/** Organisations outside the owner that deliver figures: the parties of an agreement. */
type Reporters = (db: Context['db'], initiativeId: string) => Promise<string[]>;
let reporters: Reporters = async () => [];

/** Agreements tell who their parties are; effects must not know agreements. */
export function onReporters(find: Reporters): void {
	reporters = find;
}

interface Subject {
	run: Initiative;
	parties: string[];
}

/** The team, and whoever represents a party of an agreement. */
export const reportEffects = definePermission<Subject>('effects.report', (actor, { run, parties }) =>
	editInitiative.rule(actor, run) === null || parties.some((party) => hasRoleIn(actor, party, 'member'))
		? null
		: 'error.forbidden'
);

export async function accessReporting(ctx: Context, slug: string): Promise<Initiative> {
	const run = await accessInitiative(ctx, slug, viewInitiative);
	authorize(ctx, reportEffects, { run, parties: await reporters(ctx.db, run.id) });
	return run;
}

export async function mayReport(ctx: Context, run: Initiative): Promise<boolean> {
	return can(ctx.actor, reportEffects, { run, parties: await reporters(ctx.db, run.id) });
}

export interface IndicatorKey {
	id: string;
	activityId: string;
	unit: string;
}

/** An indicator of this initiative, for someone who may report figures. */
export async function accessIndicator(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ run: Initiative; indicator: IndicatorKey }> {
	const run = await accessReporting(ctx, slug);
	const indicator = await ctx.db
		.selectFrom('indicator')
		.select(['id', 'activity_id as activityId', 'unit'])
		.where('id', '=', id)
		.where('initiative_id', '=', run.id)
		.executeTakeFirst();
	if (!indicator) throw notFound();
	return { run, indicator };
}
