import type { Lang } from '#platform/i18n/index.ts';
import { isSigned, type PartyRole } from '#capabilities/agreements/rules.ts';
import type { AgreementFacts } from '../facts.ts';
import type { Fields } from '../merge.ts';
import type { Parties, Role } from './parties.ts';
import {
	dayEnd,
	days,
	dayStart,
	dayUpTo,
	fileAddress,
	filled,
	iso,
	money,
	page,
	upTo,
	words,
	type At
} from './shape.ts';

/** Times and days at which something of an agreement became public. */
export function agreementTimes(agreement: AgreementFacts): { exact: Date[]; days: string[] } {
	const { publishedAt, ended, signatures, milestones, files, payments } = agreement;
	return {
		exact: [
			publishedAt,
			...(ended ? [ended.at] : []),
			...[...signatures, ...milestones, ...files].map(({ at }) => at)
		],
		days: [...payments.map(({ on }) => on), ...milestones.flatMap(({ settledOn }) => settledOn ?? [])]
	};
}

const MILESTONE = { met: 'met', partly: 'partiallyMet', 'not-met': 'notMet' } as Record<string, string>;
const PARTY: Record<string, Role[]> = { buyer: ['buyer'], supplier: ['supplier'], funder: ['funder'] };

/** The day on which the last one signed the present terms; null while somebody has not. */
export function signedOn(agreement: AgreementFacts, at: At): string | null {
	const current = agreement.signatures.filter(
		(one) => one.revision === agreement.revision && upTo(at, one.at)
	);
	const parties = agreement.parties.map((party) => ({ ...party, role: party.role as PartyRole }));
	const whole = isSigned({ parties, signedBy: current.map((one) => one.organisationId) });
	return whole
		? current
				.map(({ on }) => on)
				.sort()
				.at(-1)!
		: null;
}

/** An agreement as a contract under an award. */
export function composeContract(
	agreement: AgreementFacts,
	awardId: string,
	parties: Parties,
	lang: Lang,
	at: At
): Fields {
	for (const { organisationId, role } of agreement.parties)
		if (PARTY[role]) parties.byId(organisationId, ...PARTY[role]);
	const signed = signedOn(agreement, at);
	const ended = agreement.ended && upTo(at, agreement.ended.at);
	const period = days(agreement.startsOn, agreement.endsOn);
	return filled({
		id: agreement.id,
		awardID: awardId,
		...words('title', agreement.title, lang),
		...words('description', agreement.purpose, lang),
		status: ended ? (signed ? 'terminated' : 'cancelled') : signed ? 'active' : 'pending',
		...(period ? { period } : {}),
		...(agreement.valueMinor > 0 ? { value: money(agreement.valueMinor, agreement.currency) } : {}),
		...(signed ? { dateSigned: dayStart(signed) } : {}),
		documents: documents(agreement, lang, at),
		...implementation(agreement, parties, lang, at)
	});
}

function documents(agreement: AgreementFacts, lang: Lang, at: At): Fields[] {
	const files = agreement.files.filter((file) => upTo(at, file.at));
	return [
		{
			id: 'page',
			documentType: 'contractSummary',
			...words('title', agreement.title, lang),
			url: page(agreement.path, lang),
			datePublished: iso(agreement.publishedAt),
			format: 'text/html'
		},
		...files.map((file) => ({
			id: file.id,
			documentType: 'contractAnnexe',
			title: file.name,
			url: fileAddress(file),
			datePublished: iso(file.at),
			format: file.type
		}))
	];
}

function implementation(agreement: AgreementFacts, parties: Parties, lang: Lang, at: At): Fields {
	const milestones = agreement.milestones
		.filter((one) => upTo(at, one.at))
		.map((one) => milestone(one, lang, at));
	const transactions = agreement.payments
		.filter((one) => dayUpTo(at, one.on))
		.map((one) => ({
			id: one.id,
			date: dayStart(one.on),
			value: money(one.minor, agreement.currency),
			payer: parties.byId(one.payerId, 'payer'),
			payee: parties.byId(one.payeeId, 'payee')
		}));
	const filledOnes = filled({ transactions, milestones });
	return Object.keys(filledOnes).length > 0 ? { implementation: filledOnes } : {};
}

function milestone(one: AgreementFacts['milestones'][number], lang: Lang, at: At): Fields {
	const settled = dayUpTo(at, one.settledOn) ? one : null;
	const met = settled?.outcome === 'met' || settled?.outcome === 'partly';
	return {
		id: one.id,
		...words('title', one.title, lang),
		type: 'delivery',
		...words('description', settled?.note, lang),
		dueDate: dayEnd(one.dueOn),
		...(met ? { dateMet: dayStart(settled!.settledOn!) } : {}),
		dateModified: settled ? dayStart(settled.settledOn!) : iso(one.at),
		status: settled ? MILESTONE[settled.outcome!] : 'scheduled'
	};
}
