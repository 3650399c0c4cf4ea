import type { LocalText } from '#platform/i18n/text.ts';

// What is read of a process before its releases are written: rows as they are, with the times at which they came.

export interface Organisation {
	id: string;
	name: string;
	/** Null also for sole traders, whose number is personal. */
	number: string | null;
	country: string;
	municipality: string | null;
	county: string | null;
}

/** A notice in a registered database, with the number that it has there. */
export interface Notice {
	id: string;
	source: string;
	number: string;
	url: string | null;
	at: Date;
}

/** What every process has. */
export interface Frame {
	/** Path of the public page, without language. */
	path: string;
	/** From when it is public; null before. */
	from: Date | null;
	buyer: Organisation;
	project: { id: string; slug: string; title: LocalText };
	organisations: Map<string, Organisation>;
	/** The ocid of another process. */
	ocidOf: (subjectId: string) => string;
	notices: Notice[];
}

export interface StoredFile {
	id: string;
	name: string;
	type: string;
}

export interface RfiFacts extends Frame {
	id: string;
	versions: { number: number; content: RfiContent; note: LocalText | null; at: Date }[];
	deadlines: { questionsUntil: Date; answersUntil: Date; reason: LocalText | null; at: Date }[];
	closing: { as: 'deadline' | 'cancelled'; reason: LocalText | null; at: Date } | null;
	/** When answers to questions were published. */
	answered: Date[];
	summaries: { number: number; heard: LocalText; at: Date }[];
	files: StoredFile[];
}

export interface RfiContent {
	title: LocalText;
	background: LocalText | null;
	desiredEffect: LocalText | null;
	cpv: string[];
	documents: { fileId: string; title: LocalText }[];
}

export interface ProcurementFacts extends Frame {
	id: string;
	title: LocalText;
	aim: LocalText | null;
	currency: string;
	priceModel: string;
	priceWeight: number;
	/** Parts of the call that one tenders for by themselves; mostly none. */
	lots: LotFacts[];
	criteria: { name: LocalText; weight: number; lotId: string | null }[];
	/** What whoever tenders must declare, and whom the call is reserved for. */
	conditions: LocalText[];
	reserved: 'sheltered' | 'services' | 'idea-based' | null;
	exemption: { cpv: string; reason: string } | null;
	decided: { body: string; on: string; diary: string };
	rounds: RoundFacts[];
	documents: DocumentFacts[];
	dossiers: { id: string; title: LocalText; at: Date }[];
	/** Published requests for information of the same initiative. */
	rfis: { id: string; title: LocalText; at: Date }[];
	cancelled: { reason: string; at: Date } | null;
}

export interface DocumentFacts {
	id: string;
	title: LocalText;
	withdrawnAt: Date | null;
	/** Oldest first. */
	versions: { version: number; note: string | null; file: StoredFile | null; at: Date }[];
}

export interface LotFacts {
	id: string;
	position: number;
	title: LocalText;
	description: LocalText | null;
	cancelled: { reason: string; at: Date } | null;
}

export interface RoundFacts {
	id: string;
	number: number;
	lot: LotFacts | null;
	/** Which phase it is, of its lot where there are lots. */
	step: number;
	/** With its lot, where there are lots. */
	name: LocalText;
	work: LocalText | null;
	places: number;
	budgetMinor: number;
	startsOn: string | null;
	endsOn: string | null;
	questionsUntil: Date | null;
	tendersUntil: Date | null;
	startedAt: Date | null;
	extensions: { from: Date; to: Date; reason: string; id: string; at: Date }[];
	/** When answers were published. */
	answered: Date[];
	/** Null before the award: until then nothing of tenders is read at all. */
	decision: DecisionFacts | null;
	gate: { outcome: string; reason: LocalText; on: string; rolledMinor: number; at: Date } | null;
	/** What the phase taught, once it is published. */
	evaluation: { text: LocalText; at: Date } | null;
}

export interface DecisionFacts {
	at: Date;
	body: string;
	on: string;
	diary: string;
	standstillUntil: string;
	standstill: string;
	tenderers: string[];
	awards: AwardFacts[];
}

export interface AwardFacts {
	id: string;
	organisationId: string;
	partners: string[];
	priceMinor: number;
	/** Set where the supplier was excluded before a contract was signed. */
	excludedAt: Date | null;
	agreements: AgreementFacts[];
}

export interface AgreementFacts {
	id: string;
	path: string;
	title: LocalText;
	purpose: LocalText;
	form: string;
	startsOn: string | null;
	endsOn: string | null;
	valueMinor: number;
	currency: string;
	revision: number;
	publishedAt: Date;
	ended: { at: Date; reason: LocalText | null } | null;
	parties: { organisationId: string; role: string }[];
	signatures: { organisationId: string; on: string; revision: number; at: Date }[];
	milestones: {
		id: string;
		title: LocalText;
		dueOn: string;
		at: Date;
		settledOn: string | null;
		outcome: string | null;
		note: LocalText | null;
	}[];
	payments: { id: string; payerId: string; payeeId: string; minor: number; on: string }[];
	files: (StoredFile & { at: Date })[];
}

/** An agreement that follows from no award here: a process of its own. */
export interface AgreementProcess extends Frame {
	agreement: AgreementFacts;
}
