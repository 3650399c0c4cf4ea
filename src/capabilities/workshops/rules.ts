import type { MessageKey } from '#platform/i18n/keys.ts';

/** Sectors that organisations belong to and that gates count. "other" is left out on purpose: it is no sector. */
export const COUNTED_SECTORS = [
	'public',
	'civil-society',
	'business',
	'academia',
	'social-enterprise',
	'funder'
] as const;
export const SECTORS = [...COUNTED_SECTORS, 'other'] as const;
export type Sector = (typeof SECTORS)[number];

/** Who is in the room: a sector, or people with lived experience, who need no organisation. */
export const GROUPS = [...COUNTED_SECTORS, 'lived-experience', 'other'] as const;
export type Group = (typeof GROUPS)[number];
export type GroupCounts = Record<Group, number>;

export const FORMS = ['on-site', 'digital', 'both'] as const;
export type WorkshopForm = (typeof FORMS)[number];

export const ANSWERS = ['yes', 'no', 'other'] as const;
export type Answer = (typeof ANSWERS)[number];

export const TAKES_PART_AS = ['organisation', 'lived-experience', 'other'] as const;
export type TakesPartAs = (typeof TAKES_PART_AS)[number];

/** Languages that a workshop may be held in: spoken in Sweden, its minority languages, and sign language. */
export const SPOKEN = ['sv', 'en', 'fi', 'se', 'yi', 'rom', 'swl', 'ar', 'so', 'fa', 'ti', 'uk'] as const;

export function noCounts(): GroupCounts {
	return Object.fromEntries(GROUPS.map((group) => [group, 0])) as GroupCounts;
}

/** Which group somebody is counted in. */
export function groupOf(person: { takesPartAs: TakesPartAs; sector: Sector | null }): Group {
	if (person.takesPartAs === 'lived-experience') return 'lived-experience';
	if (person.takesPartAs === 'other') return 'other';
	return person.sector ?? 'other';
}

/** Groups that nobody speaks for yet, in the order of the list; "other" is nobody's voice and never missed. */
export function missingGroups(counts: GroupCounts): Group[] {
	return GROUPS.filter((group) => group !== 'other' && counts[group] === 0);
}

export function sectorsPresent(counts: GroupCounts): number {
	return COUNTED_SECTORS.filter((sector) => counts[sector] > 0).length;
}

export interface AgendaItem {
	/** '09:00' */
	time: string;
	title: string;
}

const LINE = /^([01]?\d|2[0-3])[.:]([0-5]\d)\s*[–-]?\s*(\S.*)$/;

/** Reads '09.00 Välkomna' line by line. `wrong` is the number of the first line that is not so, or null. */
export function parseAgenda(text: string): { items: AgendaItem[]; wrong: number | null } {
	const items: AgendaItem[] = [];
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const found = LINE.exec(line.trim());
		if (!found) return { items, wrong: index + 1 };
		items.push({ time: `${found[1]!.padStart(2, '0')}:${found[2]}`, title: found[3]!.trim() });
	}
	return { items, wrong: null };
}

/** What the rules need to know; times were compared by the database. */
export interface WorkshopState {
	publishedAt: Date | null;
	cancelledAt: Date | null;
	started: boolean;
	ended: boolean;
	attendanceRecordedAt: Date | null;
	minutesPublishedAt: Date | null;
}

export type Stage = 'draft' | 'open' | 'under-way' | 'ended' | 'held' | 'cancelled';

export function stageOf(workshop: WorkshopState): Stage {
	if (workshop.cancelledAt) return 'cancelled';
	if (!workshop.publishedAt) return 'draft';
	if (workshop.ended) return workshop.attendanceRecordedAt ? 'held' : 'ended';
	return workshop.started ? 'under-way' : 'open';
}

export function whyNotRegister(workshop: WorkshopState): MessageKey | null {
	if (workshop.cancelledAt) return 'workshops.refuse.cancelled';
	if (!workshop.publishedAt) return 'workshops.refuse.not-published';
	if (workshop.started) return 'workshops.refuse.started';
	return null;
}

export function whyNotPublish(workshop: WorkshopState): MessageKey | null {
	if (workshop.cancelledAt) return 'workshops.refuse.cancelled';
	if (workshop.publishedAt) return 'workshops.refuse.already-published';
	return workshop.started ? 'workshops.refuse.started-draft' : null;
}

export function whyNotCancel(workshop: WorkshopState): MessageKey | null {
	if (workshop.cancelledAt) return 'workshops.refuse.cancelled';
	return workshop.ended ? 'workshops.refuse.ended' : null;
}

export function whyNotInvite(workshop: WorkshopState): MessageKey | null {
	if (workshop.cancelledAt) return 'workshops.refuse.cancelled';
	if (!workshop.publishedAt) return 'workshops.refuse.invite-draft';
	return workshop.started ? 'workshops.refuse.started' : null;
}

export function whyNotRecordAttendance(workshop: WorkshopState): MessageKey | null {
	if (workshop.cancelledAt) return 'workshops.refuse.cancelled';
	return workshop.started ? null : 'workshops.refuse.not-started';
}

export function whyNotPublishMinutes(workshop: WorkshopState, minutes: string): MessageKey | null {
	if (!workshop.attendanceRecordedAt) return 'workshops.refuse.minutes-attendance';
	return minutes.trim() === '' ? 'workshops.refuse.minutes-empty' : null;
}

/** Times as typed, 'YYYY-MM-DDTHH:mm', sort as text. */
export function wrongTimes(startsAt: string, endsAt: string): MessageKey | null {
	return endsAt > startsAt ? null : 'workshops.error.ends-before';
}

/** Groups in words. */
export const GROUP_KEYS: Record<Group, MessageKey> = {
	public: 'actors.sector.public',
	'civil-society': 'actors.sector.civil-society',
	business: 'actors.sector.business',
	academia: 'actors.sector.academia',
	'social-enterprise': 'actors.sector.social-enterprise',
	funder: 'actors.sector.funder',
	'lived-experience': 'workshops.group.lived-experience',
	other: 'workshops.group.other'
};

export const FORM_KEYS: Record<WorkshopForm, MessageKey> = {
	'on-site': 'workshops.form.on-site',
	digital: 'workshops.form.digital',
	both: 'workshops.form.both'
};

export const STAGE_KEYS: Record<Stage, MessageKey> = {
	draft: 'workshops.stage.draft',
	open: 'workshops.stage.open',
	'under-way': 'workshops.stage.under-way',
	ended: 'workshops.stage.ended',
	held: 'workshops.stage.held',
	cancelled: 'workshops.stage.cancelled'
};
