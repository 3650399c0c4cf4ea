import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { authorize, hasPlatformRole, requirePerson } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Lang, MessageKey } from '#platform/i18n/index.ts';
import { newText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { consume } from '#platform/server/limits/index.ts';
import { parseLinks, type OrganisationInput } from '../form.ts';
import { orgNumberOf, placeOf, slugOf, type PlaceInput } from '../rules.ts';
import type { OrgNumber } from '../org-number.ts';
import {
	accessOrganisation,
	createOrganisation as mayCreate,
	editOrganisation as mayEdit,
	hideOrganisation as mayHide,
	type Organisation
} from './access.ts';
import { openClaim } from './claims.ts';
import { forgetDirectory } from './directory-index.ts';
import { searchText } from './search-text.ts';

const CREATE_LIMIT = { name: 'organisation.create', points: 30, seconds: 3600 };

/** What the form says, checked as a whole. */
interface Checked {
	place: PlaceInput;
	number: OrgNumber | null;
}

/** A new organisation; `mine` makes its creator a member who has asked to speak for it. */
export type NewOrganisation = OrganisationInput & { mine?: boolean; words?: string };

/**
 * Enters an organisation. What a process leader enters is listed at once; what others enter is seen by them
 * until somebody has been approved to speak for it. Audited in `organisation:<id>`.
 * @throws AppError invalid with fields; rate-limited
 */
export async function createOrganisation(
	ctx: Context,
	input: NewOrganisation
): Promise<{ id: string; slug: string }> {
	authorize(ctx, mayCreate, null);
	const personId = requirePerson(ctx);
	const trusted = hasPlatformRole(ctx.actor, 'process-leader') || hasPlatformRole(ctx.actor, 'administrator');
	if (!trusted) await consume(ctx.db, CREATE_LIMIT, personId);
	const checked = check(input);
	await refuseTakenNumber(ctx.db, checked.number, null);
	const made = await ctx.db.transaction().execute(async (tx) => {
		const org = await insert(tx, ctx, input, checked, !trusted);
		if (input.mine) {
			const membership = { person_id: personId, organisation_id: org.id, role: 'member' };
			await tx.insertInto('membership').values(membership).execute();
			await openClaim(tx, { organisationId: org.id, personId, role: 'representative', words: input.words });
		}
		const data = { sector: input.sector, mine: Boolean(input.mine), listed: trusted };
		await audit(tx, ctx.actor, {
			chain: `organisation:${org.id}`,
			action: 'organisation.created',
			subject: `organisation:${org.id}`,
			data
		});
		return org;
	});
	forgetDirectory();
	return made;
}

function check(input: OrganisationInput): Checked {
	const { place, errors } = placeOf(input);
	const number = orgNumberOf(input);
	const fields: Record<string, MessageKey> = { ...errors };
	if (number.error) fields.orgNumber = number.error;
	if (Object.keys(fields).length > 0) throw new AppError('invalid', 'form.error.failed', { fields });
	return { place, number: number.value };
}

/** A number names one organisation. Whose a sole trader's number is, is not told. */
async function refuseTakenNumber(db: DbOrTx, number: OrgNumber | null, except: string | null): Promise<void> {
	if (!number) return;
	const other = await db
		.selectFrom('organisation')
		.select(['id', 'name', 'sole_trader'])
		.where('org_number', '=', number.number)
		.executeTakeFirst();
	if (!other || other.id === except) return;
	const secret = other.sole_trader || number.soleTrader;
	const key = secret ? 'actors.org-number.taken-private' : 'actors.org-number.taken';
	throw new AppError('invalid', 'form.error.failed', {
		fields: { orgNumber: key },
		params: secret ? {} : { name: other.name }
	});
}

async function insert(
	tx: Tx,
	ctx: Context,
	input: OrganisationInput,
	checked: Checked,
	hidden: boolean
): Promise<{ id: string; slug: string }> {
	const texts = {
		about: input.about ? newText(ctx.lang, input.about) : null,
		offers: input.offers ? newText(ctx.lang, input.offers) : null,
		needs: input.needs ? newText(ctx.lang, input.needs) : null
	};
	const row = await tx
		.insertInto('organisation')
		.values({
			...columns(input, checked, texts),
			slug: await freeSlug(tx, input.name),
			created_by: ctx.actor.personId,
			hidden_at: hidden ? sql<Date>`now()` : null
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning(['id', 'slug'])
		.executeTakeFirst();
	// Another took the number or the address in the same moment.
	if (!row) throw new AppError('conflict', 'error.conflict');
	return row;
}

type Texts = Pick<Organisation, 'about' | 'offers' | 'needs'>;

function columns(input: OrganisationInput, { place, number }: Checked, texts: Texts) {
	const facts = { ...texts, ...place, themes: input.themes, targetGroups: input.targetGroups };
	return {
		name: input.name,
		sector: input.sector,
		org_number: number?.number ?? null,
		sole_trader: number?.soleTrader ?? input.soleTrader,
		...place,
		about: jsonOrNull(texts.about),
		offers: jsonOrNull(texts.offers),
		needs: jsonOrNull(texts.needs),
		themes: input.themes,
		target_groups: input.targetGroups,
		website: input.website ?? null,
		links: json(parseLinks(input.links ?? '') ?? []),
		search_text: searchText(facts)
	};
}

const jsonOrNull = (text: LocalText | null) => (text ? json(text) : null);

/** The plain address if it is free, otherwise with a few letters at random. */
export async function freeSlug(db: DbOrTx, name: string): Promise<string> {
	const slug = slugOf(name);
	const taken = await db.selectFrom('organisation').select('id').where('slug', '=', slug).executeTakeFirst();
	return taken ? `${slug}-${randomBytes(3).toString('hex')}` : slug;
}

/**
 * Writes what the form says, texts in the page's language only. Empty number keeps the stored one of a sole
 * trader, since that is never sent to the form. @throws AppError conflict when another edited since `version`
 */
export async function editOrganisation(
	ctx: Context,
	slug: string,
	input: OrganisationInput & { version: string }
): Promise<Organisation> {
	const org = await accessOrganisation(ctx, slug, mayEdit);
	const checked = check(input);
	await refuseTakenNumber(ctx.db, checked.number, org.id);
	const set = columns(input, checked, {
		about: edited(org.about, ctx.lang, input.about),
		offers: edited(org.offers, ctx.lang, input.offers),
		needs: edited(org.needs, ctx.lang, input.needs)
	});
	const { org_number, sole_trader, ...rest } = set;
	const number = org.soleTrader && !input.orgNumber ? {} : { org_number, sole_trader };
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('organisation')
			.set({ ...rest, ...number, updated_at: sql`clock_timestamp()` })
			.where('id', '=', org.id)
			.where(sql<boolean>`updated_at = ${input.version}::timestamptz`)
			.executeTakeFirst();
		if (done.numUpdatedRows === 0n) throw new AppError('conflict', 'error.conflict');
		await audit(tx, ctx.actor, {
			chain: `organisation:${org.id}`,
			action: 'organisation.edited',
			subject: `organisation:${org.id}`,
			data: { lang: ctx.lang }
		});
	});
	forgetDirectory();
	return org;
}

/** One language rewritten. Emptying the original empties the text; emptying a translation removes it. */
function edited(old: LocalText | null, lang: Lang, words: string | undefined): LocalText | null {
	if (words) return old?.t[lang] === words ? old : writeText(old, lang, words);
	if (!old || old.o === lang) return null;
	const { [lang]: _removed, ...t } = old.t;
	return { ...old, t };
}

/** Takes an organisation out of the directory (spam, duplicate, closed down), with the reason. */
export async function hideOrganisation(ctx: Context, slug: string, reason: string): Promise<void> {
	await setHidden(ctx, slug, reason);
}

/** Lists it again, or for the first time. */
export async function showOrganisation(ctx: Context, slug: string): Promise<void> {
	await setHidden(ctx, slug, null);
}

async function setHidden(ctx: Context, slug: string, reason: string | null): Promise<void> {
	const org = await accessOrganisation(ctx, slug, mayHide);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('organisation')
			.set({ hidden_at: reason ? sql<Date>`now()` : null, hidden_reason: reason })
			.where('id', '=', org.id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: `organisation:${org.id}`,
			action: reason ? 'organisation.hidden' : 'organisation.listed',
			subject: `organisation:${org.id}`
		});
	});
	forgetDirectory();
}
