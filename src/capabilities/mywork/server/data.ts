import { requirePerson } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { erasePersonalData, personalDataKind, showPersonalData } from '#platform/server/privacy/index.ts';

/** Everything the platform holds about the asker, as one JSON value. */
export async function myData(ctx: Context): Promise<Record<string, unknown>> {
	const personId = requirePerson(ctx);
	const records = await showPersonalData(ctx.db, personId, ctx.lang);
	return { format: 'motesplats-personal-data/1', person: personId, records };
}

/** What an erasure takes away and what stays, in words, before it is done. */
export async function erasurePlan(ctx: Context): Promise<{
	goes: { what: string; count: number }[];
	stays: { what: string; rule: string }[];
	blocked: string[];
}> {
	const personId = requirePerson(ctx);
	const t = translator(ctx.lang);
	const records = await showPersonalData(ctx.db, personId, ctx.lang);
	const mine = Object.entries(records).map(([name, rows]) => ({
		...personalDataKind(name),
		count: rows.length
	}));
	const goes = mine.map(({ label, count }) => ({ what: t(label), count }));
	const stays = mine.flatMap(({ kept }) => kept.map(({ what, rule }) => ({ what: t(what), rule: t(rule) })));
	return { goes, stays, blocked: await soleRepresentative(ctx, personId) };
}

/** Organisations that would be left without anybody who may speak for them. */
async function soleRepresentative(ctx: Context, personId: string): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('membership as m')
		.innerJoin('organisation as o', 'o.id', 'm.organisation_id')
		.select('o.name')
		.where('m.person_id', '=', personId)
		.where('m.ended_at', 'is', null)
		.where('m.role', 'in', ['representative', 'decision-maker'])
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('membership as other')
						.select('other.id')
						.whereRef('other.organisation_id', '=', 'm.organisation_id')
						.where('other.person_id', '!=', personId)
						.where('other.ended_at', 'is', null)
						.where('other.role', 'in', ['representative', 'decision-maker'])
				)
			)
		)
		.execute();
	return rows.map((row) => row.name);
}

/** Erases the asker for good. Their sessions end with it. @throws conflict while an organisation would be left without anyone */
export async function eraseMe(ctx: Context, confirmation: string): Promise<void> {
	const personId = requirePerson(ctx);
	const t = translator(ctx.lang);
	if (confirmation.trim().toLowerCase() !== t('mywork.erase.word').toLowerCase()) {
		throw new AppError('invalid', 'form.error.failed', {
			fields: { confirmation: 'mywork.erase.wrong-word' }
		});
	}
	if ((await soleRepresentative(ctx, personId)).length > 0)
		throw new AppError('conflict', 'mywork.erase.sole');
	await ctx.db.transaction().execute(async (tx) => {
		await audit(tx, ctx.actor, {
			chain: `person:${personId}`,
			action: 'person.erased',
			subject: `person:${personId}`
		});
		await erasePersonalData(tx, personId);
	});
}
