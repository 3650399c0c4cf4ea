import { AppError } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { json } from '#platform/server/db/json.ts';
import { accessInitiative, createActivity, procureForInitiative } from '#capabilities/initiatives/index.ts';
import type { AgreementInput } from '../form.ts';
import { findAward } from './awards.ts';

/**
 * Begins an agreement between the owner and others. `awardId` ties it to the award it follows from, whose
 * supplier then is a party. @throws AppError not-found for an award of another initiative
 */
export async function draftAgreement(
	ctx: Context,
	slug: string,
	input: AgreementInput & { awardId?: string }
): Promise<string> {
	const run = await accessInitiative(ctx, slug, procureForInitiative);
	checkPeriod(input);
	const award = input.awardId ? await findAward(ctx.db, run.id, input.awardId) : null;
	if (input.awardId && !award) throw new AppError('not-found', 'error.not-found');
	return ctx.db.transaction().execute(async (tx) => {
		const id = await createActivity(tx, ctx, {
			initiativeId: run.id,
			kind: 'agreement',
			title: newText(ctx.lang, input.title),
			startsAt: input.startsOn ? new Date(`${input.startsOn}T12:00:00Z`) : null,
			endsAt: input.endsOn ? new Date(`${input.endsOn}T12:00:00Z`) : null
		});
		await tx
			.insertInto('agreement')
			.values({
				id,
				initiative_id: run.id,
				form: input.form,
				purpose: json(newText(ctx.lang, input.purpose)),
				starts_on: input.startsOn ?? null,
				ends_on: input.endsOn ?? null,
				fixed_minor: input.fixedMinor ?? 0,
				cap_minor: input.capMinor ?? null,
				award_id: input.awardId ?? null
			})
			.execute();
		await tx
			.insertInto('agreement_party')
			.values([
				{ agreement_id: id, organisation_id: run.organisationId, role: 'buyer' },
				...(award ? [{ agreement_id: id, organisation_id: award.organisationId, role: 'supplier' }] : [])
			])
			.execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'agreement.drafted',
			subject: `agreement:${id}`,
			data: { form: input.form }
		});
		return id;
	});
}

/** @throws AppError invalid where the period ends before it begins, or the cap is below the fixed part */
export function checkPeriod({ startsOn, endsOn, fixedMinor, capMinor }: AgreementInput): void {
	if (startsOn && endsOn && endsOn < startsOn)
		throw new AppError('invalid', 'form.error.failed', { fields: { endsOn: 'agreements.fault.period' } });
	if (capMinor !== undefined && capMinor < (fixedMinor ?? 0))
		throw new AppError('invalid', 'form.error.failed', { fields: { capMinor: 'agreements.fault.cap' } });
}
