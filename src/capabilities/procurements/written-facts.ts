import type { MessageKey } from '#platform/i18n/index.ts';

// Grounds for exclusion and conditions of reserved procurement, as the procurement act (LOU 2016:1145) has them.

export const CONDITION_KINDS = ['exclusion', 'qualification', 'reserved'] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** Who a call may be reserved for: LOU 4 kap. 18 §, 19 kap. 25 §, 19 kap. 25 a §. */
export const RESERVATIONS = ['sheltered', 'services', 'idea-based'] as const;
export type Reservation = (typeof RESERVATIONS)[number];

export interface KnownCondition {
	key: string;
	paragraph: string;
	/** What whoever tenders declares, in the first person. */
	statement: MessageKey;
	/** What proof is asked for. */
	proof: MessageKey;
	/** The act says that the supplier shall be excluded, not only that it may. */
	mandatory: boolean;
}

/** Grounds for exclusion that a buyer may ask about. */
export const EXCLUSION_GROUNDS: readonly KnownCondition[] = [
	{
		key: 'crime',
		paragraph: 'LOU 13 kap. 1 §',
		statement: 'written.ground.crime',
		proof: 'written.ground.crime.proof',
		mandatory: true
	},
	{
		key: 'taxes',
		paragraph: 'LOU 13 kap. 2 §',
		statement: 'written.ground.taxes',
		proof: 'written.ground.taxes.proof',
		mandatory: true
	},
	{
		key: 'duties',
		paragraph: 'LOU 13 kap. 3 § 1',
		statement: 'written.ground.duties',
		proof: 'written.ground.own-word',
		mandatory: false
	},
	{
		key: 'insolvency',
		paragraph: 'LOU 13 kap. 3 § 2',
		statement: 'written.ground.insolvency',
		proof: 'written.ground.insolvency.proof',
		mandatory: false
	},
	{
		key: 'misconduct',
		paragraph: 'LOU 13 kap. 3 § 3',
		statement: 'written.ground.misconduct',
		proof: 'written.ground.own-word',
		mandatory: false
	},
	{
		key: 'collusion',
		paragraph: 'LOU 13 kap. 3 § 4',
		statement: 'written.ground.collusion',
		proof: 'written.ground.own-word',
		mandatory: false
	},
	{
		key: 'performance',
		paragraph: 'LOU 13 kap. 3 § 5',
		statement: 'written.ground.performance',
		proof: 'written.ground.own-word',
		mandatory: false
	},
	{
		key: 'influence',
		paragraph: 'LOU 13 kap. 3 § 8–9',
		statement: 'written.ground.influence',
		proof: 'written.ground.own-word',
		mandatory: false
	}
];

const of = (key: string, paragraph: string, statement: MessageKey, proof: MessageKey): KnownCondition => ({
	key,
	paragraph,
	statement,
	proof,
	mandatory: true
});

const SHELTERED = 'LOU 4 kap. 18 §';
const SERVICES = 'LOU 19 kap. 25 §';
const IDEA_BASED = 'LOU 19 kap. 25 a §';

/** What must hold for those whom a call is reserved for. */
export const RESERVED_CONDITIONS: Record<Reservation, readonly KnownCondition[]> = {
	sheltered: [
		of('sheltered-purpose', SHELTERED, 'written.sheltered.purpose', 'written.sheltered.purpose.proof'),
		of('sheltered-share', SHELTERED, 'written.sheltered.share', 'written.sheltered.share.proof')
	],
	services: [
		of('services-mission', SERVICES, 'written.services.mission', 'written.services.statutes'),
		of('services-profit', SERVICES, 'written.services.profit', 'written.services.statutes'),
		of('services-owners', SERVICES, 'written.services.owners', 'written.services.statutes'),
		of('services-before', SERVICES, 'written.services.before', 'written.ground.own-word')
	],
	'idea-based': [
		of('idea-purpose', IDEA_BASED, 'written.idea.purpose', 'written.services.statutes'),
		of('idea-transfers', IDEA_BASED, 'written.idea.transfers', 'written.services.statutes'),
		of('idea-control', IDEA_BASED, 'written.idea.control', 'written.ground.own-word')
	]
};

export const RESERVED_PARAGRAPH: Record<Reservation, string> = {
	sheltered: SHELTERED,
	services: SERVICES,
	'idea-based': IDEA_BASED
};

/** A contract reserved by 19 kap. 25 § lasts three years at most, and not the same one again within three years. */
export const RESERVED_YEARS = 3;

export const MAX_REQUIREMENTS = 15;

/** What a tenderer is asked in writing after the opening. */
export const ASKED_KINDS = ['clarify', 'supplement', 'correct', 'hearing', 'low'] as const;
/** The same, and what all who are still in are asked at once. */
export const REQUEST_KINDS = [...ASKED_KINDS, 'negotiate'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** Where the law speaks of it; what is proposed, and may be written differently. */
export const REQUEST_GROUND: Record<(typeof ASKED_KINDS)[number], string> = {
	clarify: 'LOU 4 kap. 9 §',
	supplement: 'LOU 4 kap. 9 §',
	correct: 'LOU 4 kap. 9 §',
	hearing: 'LOU 13 kap. 4 §',
	low: 'LOU 16 kap. 7 §'
};

export const CHECK_RESULTS = ['met', 'not-met', 'supplement'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** Files with one answer. */
export const MAX_ANSWER_FILES = 5;

/** Questions about the decision that one tender may ask. */
export const MAX_DEBRIEFS = 5;
