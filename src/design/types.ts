/** How far a place on the chain has come; 'none' where the chain only explains. */
export type PlaceState = 'done' | 'now' | 'todo' | 'none';

export interface ChainPlace {
	name: string;
	/** Words and dates under the name: "Öppen till 14 maj". */
	note?: string;
	href?: string;
	/** Defaults to 'todo'. */
	state?: PlaceState;
}

/** One line of what is done and what is lacking. */
export interface TodoItem {
	text: string;
	/** Where it stands: "Utkast, 41 av 146 insikter är inte lästa". */
	note?: string;
	state: 'done' | 'todo' | 'warn';
	/** Who it waits for. */
	who?: string;
	/** When it is due, as an instant or 'YYYY-MM-DD'. */
	by?: Date | string | null;
	late?: boolean;
	action?: { label: string; href: string; primary?: boolean };
}

export interface LinkItem {
	label: string;
	href: string;
	current?: boolean;
	/** A short note at the end: a count, a version, "utkast". */
	note?: string | number;
}

export interface Voice {
	text: string;
	/** "Behov · lokalt · 14 liknande" */
	source?: string;
	/** Language of the text, where it is not the page's. */
	lang?: string;
	/** The person's own words, shown within quotation marks. */
	quote?: boolean;
	href?: string;
}

export interface Fact {
	label: string;
	value: string | number;
	/** Source, n or explanation under the figure. */
	note?: string;
	href?: string;
}

export interface Column {
	key: string;
	label: string;
	numeric?: boolean;
	sortable?: boolean;
	/** Header only for screen readers (a column of buttons). */
	hideLabel?: boolean;
}

export interface Sort {
	by: string;
	dir: 'asc' | 'desc';
	/** Address of the list sorted in another way. */
	href: (by: string, dir: 'asc' | 'desc') => string;
}

export interface FacetGroup {
	/** Name of the query parameter. */
	name: string;
	label: string;
	options: { value: string; label: string; count?: number; checked?: boolean }[];
	/** Open from the start. Defaults to open for the first two groups and wherever something is ticked. */
	open?: boolean;
}
