/** One measurement. `n` is how many it rests on; a share without its n is not shown as a share. */
export interface LinePoint {
	/** Instant or 'YYYY-MM-DD'. */
	date: Date | string;
	value: number;
	n?: number | null;
	/** Interval of uncertainty, where one is known. */
	low?: number | null;
	high?: number | null;
	note?: string;
}

export interface LineSeries {
	name: string;
	points: LinePoint[];
}

export interface Bar {
	label: string;
	value: number;
	/** What the value rests on, in words: "n = 31". */
	note?: string;
	href?: string;
}

/** One statement with how many chose each answer, in the order of the scale. */
export interface LikertRow {
	label: string;
	counts: number[];
}

export interface StackRow {
	label: string;
	/** One value per part, in the order of `parts`. */
	values: number[];
}
