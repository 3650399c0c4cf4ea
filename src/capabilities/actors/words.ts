import type { MembershipRole } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import type { ReadText } from '#platform/i18n/text.ts';

export const SECTORS = [
	'public',
	'civil-society',
	'business',
	'academia',
	'social-enterprise',
	'funder',
	'other'
] as const;
export type Sector = (typeof SECTORS)[number];

export const ROLES = ['member', 'representative', 'decision-maker'] as const;

/** Sectors in words. */
export const SECTOR_KEYS: Record<Sector, MessageKey> = {
	public: 'actors.sector.public',
	'civil-society': 'actors.sector.civil-society',
	business: 'actors.sector.business',
	academia: 'actors.sector.academia',
	'social-enterprise': 'actors.sector.social-enterprise',
	funder: 'actors.sector.funder',
	other: 'actors.sector.other'
};

/** Roles in an organisation, in words. */
export const ROLE_KEYS: Record<MembershipRole, MessageKey> = {
	member: 'actors.role.member',
	representative: 'actors.role.representative',
	'decision-maker': 'actors.role.decision-maker'
};

/** An organisation in a list. */
export interface DirectoryItem {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	/** In words. */
	place: string;
	themes: string[];
	about: ReadText;
	claimed: boolean;
}

/** Tasks lent between two days, both included. */
export interface Lending {
	id: string;
	substituteId: string;
	substitute: string;
	/** 'YYYY-MM-DD' */
	startsOn: string;
	endsOn: string;
}

/** One who belongs to an organisation. */
export interface PersonRow {
	membershipId: string;
	personId: string;
	name: string;
	email: string;
	role: MembershipRole;
	title: string | null;
	since: Date;
	/** Stands on the public page. */
	shown: boolean;
	own: boolean;
	lendings: Lending[];
}

/** Somebody who asks to speak for an organisation. */
export interface WaitingClaim {
	id: string;
	organisation: string;
	slug: string;
	name: string;
	email: string;
	role: MembershipRole;
	title: string | null;
	words: string | null;
	madeAt: Date;
	own: boolean;
	files: { id: string; name: string }[];
}

export type ImportStep = 'mapping' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled';

/** Where an import stands, in words. */
export const STEP_KEYS: Record<ImportStep, MessageKey> = {
	mapping: 'actors.import.state.mapping',
	checking: 'actors.import.state.checking',
	checked: 'actors.import.state.checked',
	running: 'actors.import.state.running',
	done: 'actors.import.state.done',
	failed: 'actors.import.state.failed',
	cancelled: 'actors.import.state.cancelled'
};
