import { isSignedIn } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { z } from 'zod';
import { readText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { defineMail, personRecipient } from '#platform/server/mail/index.ts';
import { namedPerson } from './access.ts';
import { heldRound, type HeldRound } from './holder-keys.ts';

/** The only way from a URL to a round's keys: its three holders. Others are told that there is no such page. */
export async function accessHeld(ctx: Context, roundId: string): Promise<HeldRound> {
	ctx.access.decided = true;
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	const held = await heldRound(ctx.db, ctx.actor.personId, roundId);
	if (!held) throw notFound();
	return held;
}

/** Into the initiative's chain: who did what with which pair; never how many tenders there are. */
export function auditHeld(
	tx: Tx,
	ctx: Context,
	held: HeldRound,
	what: string,
	data: Record<string, unknown> = {}
): Promise<void> {
	namedPerson(ctx);
	return initiativeOf(tx, held.procurementId).then((initiativeId) =>
		audit(tx, ctx.actor, {
			chain: `initiative:${initiativeId}`,
			action: `procurement.${what}`,
			subject: `procurement_round:${held.roundId}`,
			data: { seat: held.seat, ...data }
		})
	);
}

async function initiativeOf(tx: Tx, procurementId: string): Promise<string> {
	const row = await tx
		.selectFrom('procurement')
		.select('initiative_id')
		.where('id', '=', procurementId)
		.executeTakeFirstOrThrow();
	return row.initiative_id;
}

/** Tells a holder that it is their turn. */
export const turnMail = defineMail({
	name: 'procurement.holder-turn',
	schema: z.object({ roundId: z.uuid(), personId: z.uuid(), name: z.string() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const held = (await heldRound(db, data.personId, data.roundId))!;
		const params = { title: readText(held.title, recipient.lang).text, name: data.name };
		return {
			subject: t('procurement.mail.turn.subject', params),
			body: [
				t('procurement.mail.turn.body', params),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/my/key/${data.roundId}`,
					text: t('procurement.mail.turn.link')
				}
			],
			reason: t('procurement.mail.holder.reason')
		};
	}
});
