import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Lang } from '#platform/i18n/index.ts';

export interface LinkOwner {
	workshopId: string;
	invitationId?: string;
	participantId?: string;
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * Makes a personal link to a workshop; called while a mail is written, so that no queue ever holds a token.
 * Earlier mails' links keep working until they expire, a year after the workshop.
 */
export async function makeLink(db: DbOrTx, owner: LinkOwner, lang: Lang): Promise<string> {
	const token = randomBytes(24).toString('base64url');
	await db
		.insertInto('workshop_link')
		.values({
			token_hash: hash(token),
			workshop_id: owner.workshopId,
			invitation_id: owner.invitationId ?? null,
			participant_id: owner.participantId ?? null,
			expires_at: sql<Date>`(select greatest(ends_at, now()) + interval '1 year' from activity where id = ${owner.workshopId})`
		})
		.execute();
	return `${config().PUBLIC_URL}/${lang}/meetings/my/${token}`;
}

/** Whose link it is. @throws AppError expired for one that is unknown, old, or whose owner is gone. */
export async function readLink(ctx: Context, token: string): Promise<Required<LinkOwnerRow>> {
	ctx.access.decided = true;
	const row = await ctx.db
		.selectFrom('workshop_link')
		.select(['workshop_id as workshopId', 'invitation_id as invitationId', 'participant_id as participantId'])
		.where('token_hash', '=', hash(token))
		.where('expires_at', '>', sql<Date>`clock_timestamp()`)
		.executeTakeFirst();
	if (!row) throw new AppError('expired', 'error.expired');
	return row;
}

interface LinkOwnerRow {
	workshopId: string;
	invitationId: string | null;
	participantId: string | null;
}
