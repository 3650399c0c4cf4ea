import { accessInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** An award as the agreement that follows from it begins: with whom, on what, for how much, and when. */
export interface AwardedTender {
	awardId: string;
	organisationId: string;
	organisationName: string;
	procurement: LocalText;
	phase: LocalText;
	work: LocalText | null;
	priceMinor: number;
	startsOn: string | null;
	endsOn: string | null;
}

type Awards = (db: DbOrTx, initiativeId: string) => Promise<AwardedTender[]>;
let awardsOf: Awards = async () => [];

/** The procurement capability tells which awards an initiative has. */
export function onAwards(read: Awards): void {
	awardsOf = read;
}

/** An award of this very initiative, or null. */
export async function findAward(
	db: DbOrTx,
	initiativeId: string,
	awardId: string
): Promise<AwardedTender | null> {
	return (await awardsOf(db, initiativeId)).find((award) => award.awardId === awardId) ?? null;
}

export interface AwardToSign extends AwardedTender {
	/** The agreement that was begun from it already. */
	agreementId: string | null;
}

/** Awards of the initiative, each with its agreement if there is one, for those who write agreements. */
export async function awardsToSign(ctx: Context, slug: string): Promise<AwardToSign[]> {
	const run = await accessInitiative(ctx, slug, procureForInitiative);
	const awards = await awardsOf(ctx.db, run.id);
	if (awards.length === 0) return [];
	const agreements = await ctx.db
		.selectFrom('agreement')
		.select(['id', 'award_id'])
		.where('initiative_id', '=', run.id)
		.where('award_id', 'is not', null)
		.execute();
	return awards.map((award) => ({
		...award,
		agreementId: agreements.find((one) => one.award_id === award.awardId)?.id ?? null
	}));
}
