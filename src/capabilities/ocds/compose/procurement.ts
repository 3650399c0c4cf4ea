import { translator, type Lang } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { ProcurementFacts, RoundFacts } from '../facts.ts';
import type { Fields } from '../merge.ts';
import { awardsAndContracts, outcomeOf } from './award.ts';
import { isCall, lotItems, lotTitle, outcomeOfCall, spanOf } from './lots.ts';
import { agreementTimes } from './contract.ts';
import { Parties } from './parties.ts';
import { amendments, deadlineAt, isWhole, tenderDocuments } from './tender.ts';
import {
	dayStart,
	days,
	filled,
	inLangs,
	iso,
	items,
	money,
	page,
	period,
	related,
	sentence,
	upTo,
	words,
	dayEnd,
	type At
} from './shape.ts';

/** What the techniques extension adds: that a tender establishes a framework. */
export const EXTENSIONS = [
	'https://raw.githubusercontent.com/open-contracting-extensions/ocds_techniques_extension/master/extension.json'
];

/** Times and days at which something of one of its processes became public. */
export function procurementTimes(facts: ProcurementFacts, number: number): { exact: Date[]; days: string[] } {
	const round = facts.rounds.find((one) => one.number === number)!;
	const agreements = (round.decision?.awards ?? []).flatMap((award) => award.agreements).map(agreementTimes);
	const shared = [
		...(facts.from ? [facts.from] : []),
		...(facts.cancelled ? [facts.cancelled.at] : []),
		...facts.notices.map(({ at }) => at),
		...facts.lots.flatMap(({ cancelled }) => cancelled?.at ?? []),
		...facts.documents.flatMap((one) => [
			...one.versions.map(({ at }) => at),
			...(one.withdrawnAt ? [one.withdrawnAt] : [])
		]),
		...[...facts.dossiers, ...facts.rfis].map(({ at }) => at)
	];
	return {
		exact: [
			...(isWhole(round) ? shared : facts.cancelled ? [facts.cancelled.at] : []),
			...(round.startedAt ? [round.startedAt] : []),
			...round.extensions.map(({ at }) => at),
			...round.answered,
			...(round.decision ? [round.decision.at] : []),
			...(round.gate ? [round.gate.at] : []),
			...(round.evaluation ? [round.evaluation.at] : []),
			...agreements.flatMap(({ exact }) => exact)
		],
		days: agreements.flatMap((one) => one.days)
	};
}

/**
 * One process of a procurement: the first round is the framework, each later one a call-off with an ocid of its own.
 * Of a divided call the rounds of each lot are given as that lot has them, and the call itself by `callOf`.
 * Null before it is public.
 */
export function composeProcurement(facts: ProcurementFacts, number: number, at: At): Fields | null {
	const round = facts.rounds.find((one) => one.number === number)!;
	if (!upTo(at, facts.from, round.startedAt)) return null;
	const lang = facts.title.o;
	const parties = new Parties(facts);
	const owner = parties.named(facts.buyer, 'buyer', 'procuringEntity');
	return filled({
		language: lang,
		initiationType: 'tender',
		buyer: owner,
		planning: planning(facts, round, lang),
		tender: filled({
			...head(facts, round, lang),
			procuringEntity: owner,
			status: isCall(facts, round) ? outcomeOfCall(facts, at) : outcomeOf(facts, round, at),
			...method(facts, round, lang),
			...eligibility(facts, lang),
			...times(facts, round, at),
			...tenderers(round, parties, at),
			...hasEnquiries(round, at),
			documents: tenderDocuments(facts, round, lang, at),
			milestones: isCall(facts, round) ? [] : [gate(round, lang, at), ...evaluation(round, lang, at)],
			amendments: amendments(facts, round, lang, at)
		}),
		...awardsAndContracts(facts, round, parties, lang, at),
		relatedProcesses: relatedProcesses(facts, round, lang, at),
		parties: parties.list()
	});
}

/** Whom it is reserved for, and what must be declared, a line each. */
function eligibility({ conditions, reserved }: ProcurementFacts, lang: Lang): Fields {
	if (conditions.length === 0) return {};
	// keys: written.reserved.sheltered written.reserved.services written.reserved.idea-based
	const text = inLangs((own) =>
		[
			...(reserved ? [translator(own)(`written.reserved.${reserved}`)] : []),
			...conditions.map((one) => plainText(one, own))
		].join('\n')
	);
	return words('eligibilityCriteria', text, lang);
}

function planning(facts: ProcurementFacts, round: RoundFacts, lang: Lang): Fields {
	const { body, on, diary } = facts.decided;
	const first = round.step === 1;
	const budget = {
		amount: money(first ? total(facts) : round.budgetMinor, facts.currency),
		project: plainText(facts.project.title, lang),
		projectID: facts.project.id
	};
	if (!isWhole(round)) return { budget };
	const approval = {
		id: 'decision',
		...words('title', sentence('ocds.procurement.decided'), lang),
		type: 'approval',
		...words('description', sentence('ocds.procurement.decided.text', { body, diary }), lang),
		dateMet: dayStart(on),
		status: 'met'
	};
	return { ...words('rationale', facts.aim, lang), budget, milestones: [approval] };
}

const total = ({ rounds }: ProcurementFacts) => rounds.reduce((sum, round) => sum + round.budgetMinor, 0);

function head(facts: ProcurementFacts, round: RoundFacts, lang: Lang): Fields {
	const { title, aim, exemption, currency, rounds } = facts;
	const cpv = exemption ? [exemption.cpv] : [];
	if (round.step === 1) {
		const whole = days(...spanOf(rounds));
		const { lot } = round;
		const named = lot ? lotTitle(title, lot) : title;
		return {
			id: lot ? round.id : facts.id,
			...words('title', named, lang),
			...words('description', lot?.description ?? aim, lang),
			...(isCall(facts, round) ? lotItems(facts, cpv, lang) : items(cpv, named, lang)),
			value: money(total(facts), currency),
			...(whole ? { contractPeriod: whole } : {})
		};
	}
	const name = inLangs((own) => `${plainText(title, own)}: ${plainText(round.name, own)}`);
	const own = days(round.startsOn, round.endsOn);
	return {
		id: round.id,
		...words('title', name, lang),
		...words('description', round.work, lang),
		...items(cpv, name, lang),
		value: money(round.budgetMinor, currency),
		...(own ? { contractPeriod: own } : {})
	};
}

function method(facts: ProcurementFacts, round: RoundFacts, lang: Lang): Fields {
	const first = round.step === 1;
	const priced = facts.priceModel === 'deduction' || facts.priceWeight > 0;
	const details = sentence(first ? 'ocds.method.framework' : 'ocds.method.call-off');
	return {
		procurementMethod: first ? 'open' : 'selective',
		...words('procurementMethodDetails', details, lang),
		...(facts.exemption ? { procurementMethodRationale: facts.exemption.reason } : {}),
		mainProcurementCategory: 'services',
		awardCriteria: priced ? 'ratedCriteria' : 'qualityOnly',
		...(isCall(facts, round) && facts.criteria.some((one) => one.lotId)
			? {}
			: words('awardCriteriaDetails', criteria(facts), lang)),
		submissionMethod: ['electronicSubmission'],
		...words(
			'submissionMethodDetails',
			inLangs((own) => page(facts.path, own)),
			lang
		),
		...(first ? framework(round) : {})
	};
}

const framework = ({ places }: RoundFacts): Fields => ({
	techniques: {
		hasFrameworkAgreement: true,
		frameworkAgreement: { maximumParticipants: places, method: 'withReopeningCompetition' }
	}
});

function criteria({ criteria: all, priceModel, priceWeight }: ProcurementFacts) {
	return inLangs((lang) => {
		const price = sentence(priceModel === 'deduction' ? 'ocds.price.deduction' : 'ocds.price', {
			weight: priceWeight
		});
		const parts = all.map(({ name, weight }) => `${plainText(name, lang)} ${weight} %`);
		const priced = priceModel === 'deduction' || priceWeight > 0;
		return [...parts, ...(priced ? [plainText(price, lang)] : [])].join('; ');
	});
}

function times({ from }: ProcurementFacts, round: RoundFacts, at: At): Fields {
	const begun = new Date(Math.max(+round.startedAt!, +from!));
	const ends = { tenderPeriod: deadlineAt(round, at), enquiryPeriod: round.questionsUntil };
	return Object.fromEntries(
		Object.entries(ends).flatMap(([name, end]) => (end ? [[name, period(iso(begun), iso(end)).period]] : []))
	);
}

/** Nothing of who or how many before the award. */
function tenderers({ decision }: RoundFacts, parties: Parties, at: At): Fields {
	if (!decision || !upTo(at, decision.at)) return {};
	return {
		numberOfTenderers: decision.tenderers.length,
		tenderers: decision.tenderers.map((id) => parties.byId(id, 'tenderer'))
	};
}

const hasEnquiries = ({ answered }: RoundFacts, at: At): Fields =>
	answered.some((time) => upTo(at, time)) ? { hasEnquiries: true } : {};

/** What decides whether a phase leads on. */
function gate(round: RoundFacts, lang: Lang, at: At): Fields {
	const passed = round.gate && upTo(at, round.gate.at) ? round.gate : null;
	const met = passed !== null && passed.outcome !== 'stopped';
	return {
		id: `gate-${round.id}`,
		...words('title', sentence('ocds.gate', { phase: round.name }), lang),
		type: 'assessment',
		...words('description', passed?.reason, lang),
		...(round.endsOn ? { dueDate: dayEnd(round.endsOn) } : {}),
		...(met ? { dateMet: dayStart(passed.on) } : {}),
		...(passed ? { dateModified: iso(passed.at) } : {}),
		status: passed ? (met ? 'met' : 'notMet') : 'scheduled'
	};
}

/** What the phase taught the buyer, apart from the assessment of each supplier. */
function evaluation({ id, name, evaluation: published }: RoundFacts, lang: Lang, at: At): Fields[] {
	if (!published || !upTo(at, published.at)) return [];
	return [
		{
			id: `evaluation-${id}`,
			...words('title', sentence('ocds.evaluation', { phase: name }), lang),
			type: 'assessment',
			...words('description', published.text, lang),
			dateMet: iso(published.at),
			status: 'met'
		}
	];
}

function relatedProcesses(facts: ProcurementFacts, round: RoundFacts, lang: Lang, at: At): Fields[] {
	const { lot, step } = round;
	if (lot && step > 1)
		return [related(facts, 'framework', facts.rounds[0]!.id, lotTitle(facts.title, lot), lang)];
	if (lot) return [related(facts, 'parent', facts.id, facts.title, lang)];
	if (step > 1) return [related(facts, 'framework', facts.id, facts.title, lang)];
	return facts.rfis
		.filter((one) => upTo(at, one.at))
		.map(({ id, title }) => related(facts, 'planning', id, title, lang));
}
