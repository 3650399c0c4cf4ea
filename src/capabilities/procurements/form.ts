import { z } from 'zod';
import {
	checkbox,
	date,
	id,
	integer,
	localDateTime,
	longText,
	money,
	optionalText,
	text
} from '#platform/forms/fields.ts';
import { STANDSTILLS } from './rules.ts';
import { PAIRS } from './sealing/seats.ts';

/** Kinds of phases; a framework has one to four of them, as data. */
export const ROUND_KINDS = ['design', 'prototype', 'test', 'other'] as const;
export type RoundKind = (typeof ROUND_KINDS)[number];

export const PRICE_MODELS = ['scale', 'deduction', 'relative'] as const;
export type PriceModel = (typeof PRICE_MODELS)[number];

/** CPV codes for research and development that the exemption in LOU 1 kap. 5 § names. */
export const CPV_CODES = [
	'73000000-2',
	'73100000-3',
	'73110000-6',
	'73111000-3',
	'73112000-0',
	'73120000-9',
	'73300000-5',
	'73420000-2',
	'73430000-5'
] as const;

/** Price as a percentage of the published ceiling gives points, whatever others offer. */
export interface PriceBand {
	upTo: number;
	points: number;
}

export const MAX_ROUNDS = 4;
export const MAX_LOTS = 20;
export const MAX_CRITERIA = 12;

const version = integer(1);

export const newProcurementForm = z.object({
	title: text(150, 3),
	/** Key of the method; the one that comes with the platform when left out. */
	method: z.string().max(60).optional(),
	budget: money.optional(),
	startsOn: date.optional()
});

export const basicsForm = z.object({
	revision: version,
	title: text(150, 3),
	aim: optionalText(8000),
	notSought: optionalText(4000),
	iprTerms: optionalText(4000),
	priceTerms: optionalText(4000),
	laterPurchase: optionalText(4000),
	expectedHours: integer(1, 2000).optional(),
	paymentDays: integer(1, 90).optional(),
	advancePercent: integer(0, 100).optional()
});
export type Basics = z.output<typeof basicsForm>;

export const exemptionForm = z.object({
	cpv: z.enum(CPV_CODES),
	researchReason: longText(4000, 20),
	sharing: z.enum(['results', 'cost', 'both']),
	sharingReason: longText(4000, 20),
	marketReason: longText(4000, 20),
	officialName: text(120, 3),
	officialTitle: text(120, 2)
});
export type Exemption = z.output<typeof exemptionForm>;

export const roundForm = z.object({
	revision: version,
	kind: z.enum(ROUND_KINDS),
	name: text(120, 2),
	work: optionalText(6000),
	success: optionalText(4000),
	places: integer(1, 99),
	budget: money,
	supplierBudget: money,
	qualityValue: money.optional(),
	startsOn: date.optional(),
	endsOn: date.optional(),
	questionsUntil: localDateTime.optional(),
	tendersUntil: localDateTime.optional()
});
export type RoundInput = z.output<typeof roundForm>;

export const lotForm = z.object({
	revision: version,
	title: text(150, 2),
	description: optionalText(4000)
});
export type LotInput = z.output<typeof lotForm>;
export const removeLotForm = z.object({ revision: version });
/** How many lots one may tender for and win, where the call is divided; else why it is not. */
export const lotRulesForm = z.object({
	revision: version,
	tenderMax: integer(1, MAX_LOTS).optional(),
	winMax: integer(1, MAX_LOTS).optional(),
	undividedReason: optionalText(2000)
});
export type LotRules = z.output<typeof lotRulesForm>;

const levels = {
	level0: optionalText(600),
	level1: optionalText(600),
	level2: optionalText(600),
	level3: optionalText(600),
	level4: optionalText(600),
	level5: optionalText(600)
};
export const criterionForm = z.object({
	revision: version,
	name: text(120, 2),
	description: optionalText(4000),
	weight: integer(0, 100),
	maxWords: integer(50, 5000),
	/** The lot that it is for; left out: for the whole call. */
	lotId: id.optional(),
	...levels
});
export type CriterionInput = z.output<typeof criterionForm>;

/** Ceilings in percent per level, highest points first: p5, p4 … p1. */
export const priceForm = z.object({
	revision: version,
	scaleMax: z.enum(['4', '5']).transform(Number),
	priceModel: z.enum(PRICE_MODELS),
	priceWeight: integer(0, 100).optional(),
	p1: integer(1, 100).optional(),
	p2: integer(1, 100).optional(),
	p3: integer(1, 100).optional(),
	p4: integer(1, 100).optional(),
	p5: integer(1, 100).optional(),
	relativeReason: optionalText(2000)
});
export type PriceInput = z.output<typeof priceForm>;

export const documentForm = z.object({ title: text(150, 2), body: optionalText(40_000) });
export const documentVersionForm = z.object({ body: optionalText(40_000), note: text(1000, 3) });

export const publishForm = z.object({
	decidedBody: text(150, 2),
	decidedByName: text(120, 3),
	decidedOn: date,
	paragraph: text(40).optional(),
	diaryNumber: text(60, 2),
	confirm: checkbox
});
export type Publish = z.output<typeof publishForm>;

export const extendForm = z.object({ tendersUntil: localDateTime, reason: longText(1000, 10) });
export const cancelForm = z.object({
	reason: longText(4000, 10),
	decidedByName: text(120, 3),
	diaryNumber: text(60).optional()
});
export const startRoundForm = z.object({ questionsUntil: localDateTime, tendersUntil: localDateTime });

export const questionForm = z.object({
	body: longText(3000, 10),
	/** Of the round that it is about, where several lots stand at different phases. */
	number: integer(1, 80).optional()
});
export const answerForm = z.object({ questionId: id, answer: longText(6000, 2) });

/** The two who open, by id, and the escrow's address. */
export const holdersForm = z.object({
	a: id,
	b: id,
	escrow: z.email({ error: 'form.error.email' }).max(254)
});
/** A public recipient; with it, if wanted, the secret under a passphrase. */
export const holderKeyForm = z.object({ recipient: text(80, 10), locked: optionalText(4000) });
export const beginForm = z.object({
	kind: z.enum(['rehearsal', 'opening']),
	pair: z.enum(PAIRS),
	reason: optionalText(1000),
	observer: optionalText(200)
});
export type BeginInput = z.output<typeof beginForm>;

export const startTenderForm = z.object({
	organisationId: id,
	/** Of the round, where several are open: one for each lot. */
	number: integer(1, 80).optional()
});
export const partnerForm = z.object({ organisation: text(120, 2) });
export const withdrawForm = z.object({ confirm: checkbox });
export const reportForm = z.object({ body: longText(20_000, 20) });

export const evaluatorForm = z.object({ personId: id });
export const replaceForm = z.object({ evaluatorId: id, reason: text(500, 5) });
export const declareForm = z.object({
	tenderId: id,
	conflict: z.enum(['no', 'yes']),
	reason: optionalText(1000)
});
/** For all tenders of a round at once, where they are evaluated anonymously. */
export const declareRoundForm = declareForm.omit({ tenderId: true });
export const scoreForm = z.object({
	points: integer(0, 5),
	reason: longText(3000, 10),
	criterionId: id
});
export const freezeForm = z.object({ heldOn: date, participants: longText(1000, 5), confirm: checkbox });
export const changeForm = z.object({
	tenderId: id,
	criterionId: id,
	points: integer(0, 5),
	reason: longText(3000, 10),
	why: longText(1000, 10)
});

/** Tenders that won the drawing of lots, and how it was done. */
export const drawForm = z.object({ lots: z.array(id).max(99).default([]), note: longText(1000, 10) });

export const letterForm = z.object({ reasons: longText(12_000, 20) });
export const decisionForm = z.object({
	decidedBody: text(150, 2),
	decidedByName: text(120, 3),
	decidedOn: date,
	paragraph: text(40).optional(),
	diaryNumber: text(60, 2),
	standstill: z.enum(STANDSTILLS).default('voluntary'),
	confirm: checkbox
});
export type Decision = z.output<typeof decisionForm>;
export const reviewForm = z.object({ court: text(120, 3), caseNumber: text(60, 2), receivedOn: date });
export const endReviewForm = z.object({ reviewId: id, endedOn: date, outcome: text(500, 3) });

export const assessmentForm = z.object({
	awardId: id,
	satisfactory: z.enum(['yes', 'no']),
	successful: z.enum(['yes', 'no']),
	reason: longText(4000, 10)
});
export const gateForm = z.object({
	outcome: z.enum(['next', 'stopped', 'finished']),
	goOn: z.array(id).max(99).default([]),
	reason: longText(4000, 10),
	decidedByName: text(120, 3),
	decidedOn: date,
	diaryNumber: text(60).optional(),
	/** Why one goes on although something that the method asks for is lacking. */
	exemption: text(2000, 10).optional()
});
export const frameworkForm = z.object({
	exemption: text(2000, 10).optional(),
	/** The first round of the lot whose framework tender is left. */
	round: integer(1, 80).optional()
});
export const evaluationForm = z.object({
	revision: integer(0),
	learned: optionalText(8000),
	goesOn: optionalText(8000),
	changes: optionalText(8000),
	publicText: optionalText(8000)
});
export type EvaluationInput = z.output<typeof evaluationForm>;
export type GateInput = z.output<typeof gateForm>;

/** What an opened tender says, apart from the price. */
export const sealedSolution = z.object({
	name: z.string(),
	answers: z.record(z.string(), z.string()),
	files: z.array(
		z.object({ id: z.string(), name: z.string(), sha256: z.string().optional(), size: z.number() })
	),
	partners: z.array(z.object({ id: z.string(), name: z.string() })),
	/** Of each condition, by the organisation itself ('') and by each partner (its id). */
	declared: z
		.record(z.string(), z.record(z.string(), z.object({ holds: z.boolean(), note: z.string() })))
		.default({})
});
export type SealedSolution = z.output<typeof sealedSolution>;
export const sealedPrice = z.object({ prices: z.record(z.string(), z.number()) });
export type SealedPrice = z.output<typeof sealedPrice>;
