import { accessTender, submitTenderPermission, type Tender } from '#capabilities/procurements/index.ts';
import { can } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator, type MessageKey } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { RecordKind } from '../rules.ts';
import { wishesOf } from './holdings.ts';
import { rulesOf, type RetentionRule } from './retention.ts';

/** A part of one's own tender, and what one wishes of it. */
export interface WishPart {
	key: string;
	label: string;
	wish: { reason: string; harm: string } | null;
}

/** What becomes of a tender and of what was thought of it. */
const KEPT: RecordKind[] = ['tender-awarded', 'tender-other', 'tender-draft', 'evaluation'];

/** Only after the opening: before it, a wish would tell the operator something of a sealed tender. */
export async function wishPage(
	ctx: Context,
	tenderId: string
): Promise<{ tender: Tender; parts: WishPart[]; mayWish: boolean; kept: RetentionRule[] }> {
	const tender = await accessTender(ctx, tenderId);
	const wishes = await wishesOf(ctx.db, tenderId);
	const parts = partsOf(ctx, tender).map((part) => ({ ...part, wish: wishes.get(part.key) ?? null }));
	const opened = tender.round.openedAt !== null;
	const { organisation_id: buyer } = await ctx.db
		.selectFrom('initiative')
		.select('organisation_id')
		.where('slug', '=', tender.slug)
		.executeTakeFirstOrThrow();
	const kept = (await rulesOf(ctx.db, buyer, tender.procurement.id)).filter((rule) =>
		KEPT.includes(rule.record)
	);
	return { tender, parts, mayWish: opened && can(ctx.actor, submitTenderPermission, tender), kept };
}

function partsOf(ctx: Context, { procurement }: Tender): Omit<WishPart, 'wish'>[] {
	const t = translator(ctx.lang);
	return [
		{ key: 'name', label: t('records.part.name') },
		...procurement.criteria.map(({ id, name }) => ({
			key: `answer-${id}`,
			label: plainText(name, ctx.lang)
		})),
		{ key: 'partners', label: t('records.part.partners') },
		{ key: 'price', label: t('records.part.price') },
		{ key: 'files', label: t('records.part.files') }
	];
}

/** Writes the wishes of one's own tender anew; a part without reason and harm has none. */
export async function saveWishes(
	ctx: Context,
	tenderId: string,
	input: { reason: string | undefined; harm: string | undefined }[]
): Promise<void> {
	const tender = await accessTender(ctx, tenderId, submitTenderPermission);
	if (!tender.round.openedAt) throw new AppError('conflict', 'records.wish.after-opening');
	const parts = partsOf(ctx, tender);
	const fields: Record<string, MessageKey> = {};
	const rows = parts.flatMap(({ key }, at) => {
		const { reason, harm } = input[at] ?? {};
		if (!reason && !harm) return [];
		if (!reason) fields[`reason${at}`] = 'records.error.wish-reason';
		if (!harm) fields[`harm${at}`] = 'records.error.wish-harm';
		return [
			{
				tender_id: tenderId,
				part: key,
				reason: reason ?? '',
				harm: harm ?? '',
				wished_by: ctx.actor.personId
			}
		];
	});
	if (Object.keys(fields).length > 0) throw new AppError('invalid', 'form.error.failed', { fields });
	await ctx.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('tender_secrecy_wish').where('tender_id', '=', tenderId).execute();
		if (rows.length > 0) await tx.insertInto('tender_secrecy_wish').values(rows).execute();
		await audit(tx, ctx.actor, {
			chain: `call:${tenderId}`,
			action: 'tender.secrecy-wished',
			subject: `tender:${tenderId}`,
			data: { parts: rows.length }
		});
	});
}
