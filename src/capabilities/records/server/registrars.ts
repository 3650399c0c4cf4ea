import { sql, type SqlBool } from 'kysely';
import type { z } from 'zod';
import { accessOrganisation, type Organisation } from '#capabilities/actors/index.ts';
import { can, definePermission, hasRoleIn, isSignedIn } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import type { endRegistrarForm, registrarForm } from '../form.ts';
import { isRegistrar } from './access.ts';
import { accessRegister } from './daily.ts';

export interface Registrar {
	id: string;
	personId: string;
	name: string;
	namedAt: Date;
	dailyMail: boolean;
}

/** Naming who keeps the register, which also lets them see who tendered once tenders are opened. */
export const nameRegistrars = definePermission<Organisation>('records.name-registrars', (actor, org) =>
	hasRoleIn(actor, org.id, 'decision-maker') ? null : 'records.refuse.name'
);

/** Who keeps the register, and the members who could. */
export async function registrarsPage(ctx: Context, slug: string) {
	const { organisation, registrar } = await accessRegister(ctx, slug);
	const registrars = await ctx.db
		.selectFrom('registrar as r')
		.innerJoin('person as p', 'p.id', 'r.person_id')
		.select(['r.id', 'r.person_id as personId', 'p.name', 'r.named_at as namedAt'])
		.select('r.daily_mail as dailyMail')
		.where('r.organisation_id', '=', organisation.id)
		.where('r.ended_at', 'is', null)
		.orderBy('p.name')
		.execute();
	const mayName = can(ctx.actor, nameRegistrars, organisation);
	const { rows: candidates } = mayName
		? await sql<{ id: string; name: string }>`
			select distinct p.id, p.name from membership m join person p on p.id = m.person_id
			where m.organisation_id = ${organisation.id} and m.ended_at is null and p.erased_at is null
			and not exists (select 1 from registrar r where r.organisation_id = m.organisation_id
				and r.person_id = p.id and r.ended_at is null) order by p.name`.execute(ctx.db)
		: { rows: [] };
	return { organisation, registrar, registrars, candidates, mayName };
}

/** Names a member as registrar. */
export async function nameRegistrar(
	ctx: Context,
	slug: string,
	input: z.output<typeof registrarForm>
): Promise<void> {
	const organisation = await accessOrganisation(ctx, slug, nameRegistrars);
	const { candidates } = await registrarsPage(ctx, slug);
	if (!candidates.some((one) => one.id === input.personId)) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('registrar')
			.values({ organisation_id: organisation.id, person_id: input.personId, named_by: ctx.actor.personId })
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'records.error.named');
		await auditOrganisation(tx, ctx, organisation.id, 'registrar.named', row.id);
	});
}

export async function endRegistrar(
	ctx: Context,
	slug: string,
	input: z.output<typeof endRegistrarForm>
): Promise<void> {
	const organisation = await accessOrganisation(ctx, slug, nameRegistrars);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('registrar')
			.set({ ended_at: sql`now()`, daily_mail: false })
			.where('id', '=', input.registrarId)
			.where('organisation_id', '=', organisation.id)
			.where('ended_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await auditOrganisation(tx, ctx, organisation.id, 'registrar.ended', row.id);
	});
}

function auditOrganisation(tx: Tx, ctx: Context, organisationId: string, action: string, id: string) {
	return audit(tx, ctx.actor, {
		chain: `organisation:${organisationId}`,
		action,
		subject: `registrar:${id}`
	});
}

/** A registrar chooses whether yesterday's list comes by mail each morning. */
export async function setDailyMail(ctx: Context, slug: string, wanted: boolean): Promise<void> {
	const { organisation } = await accessRegister(ctx, slug);
	const row = await ctx.db
		.updateTable('registrar')
		.set({ daily_mail: wanted })
		.where('organisation_id', '=', organisation.id)
		.where('person_id', '=', ctx.actor.personId)
		.where('ended_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!row) throw new AppError('forbidden', 'records.refuse.register');
}

export interface MyRegister {
	name: string;
	slug: string;
}

/** Registers that the asker keeps as named registrar. */
export async function myRegisters(ctx: Context): Promise<MyRegister[]> {
	const { actor } = ctx;
	if (!isSignedIn(actor) || actor.memberships.length === 0) return [];
	const rows = (await registersOf(ctx.db, actor.personId)) ?? [];
	return rows.filter(({ id }) => hasRoleIn(actor, id)).map(({ name, slug }) => ({ name, slug }));
}

/** Everybody who opens their work asks, and hardly anybody keeps one. */
const registersOf = askedTogether<(MyRegister & { id: string })[]>(async (db, people) => {
	const rows = await db
		.selectFrom('registrar as r')
		.innerJoin('organisation as o', 'o.id', 'r.organisation_id')
		.select(['r.person_id', 'o.id', 'o.name', 'o.slug'])
		.where(sql<SqlBool>`r.person_id = any(${uuids(people)})`)
		.where('r.ended_at', 'is', null)
		.orderBy('o.name')
		.execute();
	return Map.groupBy(rows, (row) => row.person_id);
});

/** Is there a register to show the asker: of an organisation that has initiatives, kept by them or decided for? */
export async function keepsRegister(ctx: Context, slug: string): Promise<boolean> {
	const membership = ctx.actor.memberships.find((one) => one.organisationSlug === slug);
	if (!membership) return false;
	const { rows } = await sql<{ owner: boolean }>`
		select exists (select 1 from initiative where organisation_id = ${membership.organisationId}) as owner`.execute(
		ctx.db
	);
	if (!rows[0]!.owner) return false;
	return (
		hasRoleIn(ctx.actor, membership.organisationId, 'decision-maker') ||
		(await isRegistrar(ctx, membership.organisationId))
	);
}
