import { sql } from 'kysely';
import { accessInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { isSigned, type SigningFacts } from '../rules.ts';

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

/** Those of some awards that an agreement is signed on, by everybody who must. */
export async function signedAwards(db: DbOrTx, awardIds: readonly string[]): Promise<Set<string>> {
	if (awardIds.length === 0) return new Set();
	const { rows } = await sql<{ awardId: string; parties: SigningFacts['parties']; signedBy: string[] }>`
		select a.award_id as "awardId",
			(select coalesce(jsonb_agg(jsonb_build_object('organisationId', p.organisation_id, 'role', p.role)), '[]')
				from agreement_party p where p.agreement_id = a.id) as parties,
			array(select s.organisation_id::text from agreement_signature s
				where s.agreement_id = a.id and s.revision = a.revision) as "signedBy"
		from agreement a join activity t on t.id = a.id
		where a.award_id = any(${uuids(awardIds)}) and t.cancelled_at is null`.execute(db);
	return new Set(rows.filter(isSigned).map((row) => row.awardId));
}
