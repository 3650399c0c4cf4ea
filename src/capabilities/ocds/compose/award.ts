import type { Lang } from '#platform/i18n/index.ts';
import type { AwardFacts, DecisionFacts, ProcurementFacts, RoundFacts } from '../facts.ts';
import type { Fields } from '../merge.ts';
import { composeContract, signedOn } from './contract.ts';
import type { Parties } from './parties.ts';
import { days, dayStart, filled, iso, money, page, sentence, upTo, words, type At } from './shape.ts';
import { isOver } from './tender.ts';

/** Status of the tender; what has been awarded stands when something later is cancelled. */
export function outcomeOf(facts: ProcurementFacts, round: RoundFacts, at: At): string {
	const decided = round.decision && upTo(at, round.decision.at) ? round.decision : null;
	const cancelled = facts.cancelled && upTo(at, facts.cancelled.at);
	const stands = decided?.awards.some((award) => !isCancelled(facts, round, award, at)) ?? false;
	if (cancelled && !isOver(round, at) && !stands) return 'cancelled';
	if (!decided) return 'active';
	return decided.awards.length > 0 ? 'complete' : 'unsuccessful';
}

/** An award falls with the exclusion of its supplier, and with the procurement while nothing has been signed and the phase is not over. */
function isCancelled({ cancelled }: ProcurementFacts, round: RoundFacts, award: AwardFacts, at: At): boolean {
	if (award.excludedAt && upTo(at, award.excludedAt)) return true;
	if (!cancelled || !upTo(at, cancelled.at) || isOver(round, at)) return false;
	return !award.agreements.some((one) => upTo(at, one.publishedAt) && signedOn(one, at));
}

export function awardsAndContracts(
	facts: ProcurementFacts,
	round: RoundFacts,
	parties: Parties,
	lang: Lang,
	at: At
): Fields {
	const { decision } = round;
	if (!decision || !upTo(at, decision.at)) return {};
	const awards = decision.awards.map((one) => award(facts, round, decision, one, parties, lang, at));
	const contracts = decision.awards.flatMap((one) =>
		one.agreements
			.filter(({ publishedAt }) => upTo(at, publishedAt))
			.map((agreement) => composeContract(agreement, one.id, parties, lang, at))
	);
	return filled({ awards: awards.length > 0 ? awards : [nobody(facts, round, decision, lang)], contracts });
}

function award(
	facts: ProcurementFacts,
	round: RoundFacts,
	decision: DecisionFacts,
	one: AwardFacts,
	parties: Parties,
	lang: Lang,
	at: At
): Fields {
	const period = days(round.startsOn, round.endsOn);
	return {
		id: one.id,
		...said(facts, round, decision, lang),
		status: isCancelled(facts, round, one, at) ? 'cancelled' : 'active',
		value: money(one.priceMinor, facts.currency),
		suppliers: [
			parties.byId(one.organisationId, 'supplier'),
			...one.partners.map((name, index) => parties.byName(`${one.id}-${index + 1}`, name, 'supplier'))
		],
		...(period ? { contractPeriod: period } : {})
	};
}

const nobody = (facts: ProcurementFacts, round: RoundFacts, decision: DecisionFacts, lang: Lang): Fields => ({
	id: `none-${round.id}`,
	...said(facts, round, decision, lang),
	status: 'unsuccessful'
});

function said(facts: ProcurementFacts, round: RoundFacts, decision: DecisionFacts, lang: Lang): Fields {
	const { body, diary, standstillUntil, standstill: kind } = decision;
	const text = sentence('ocds.award.text', { body, diary, until: standstillUntil, kind });
	return {
		...words('title', sentence('ocds.award', { phase: round.name }), lang),
		...words('description', text, lang),
		date: dayStart(decision.on),
		documents: [
			{
				id: `decision-${round.id}`,
				documentType: 'awardNotice',
				...words('title', sentence('ocds.award', { phase: round.name }), lang),
				url: page(facts.path, lang),
				datePublished: iso(decision.at),
				format: 'text/html'
			}
		]
	};
}
