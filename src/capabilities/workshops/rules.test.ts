import { describe, expect, test } from 'vitest';
import {
	missingGroups,
	noCounts,
	parseAgenda,
	sectorsPresent,
	stageOf,
	type WorkshopState
} from './rules.ts';

describe('the agenda', () => {
	test.each([
		['09.00 Kaffe', '09:00', 'Kaffe'],
		['9:30 – Arbete', '09:30', 'Arbete'],
		['  13.15   Vad hände? ', '13:15', 'Vad hände?']
	])('%s', (line, time, title) => {
		expect(parseAgenda(line)).toEqual({ items: [{ time, title }], wrong: null });
	});
	test.each(['Kaffe', '25.00 För sent', '09.60 Fel', '09.00'])('%s is not an item', (line) => {
		expect(parseAgenda(`08.00 Först\n\n${line}`).wrong).toBe(3);
	});
});

describe('who is there', () => {
	test('"other" is neither a sector nor missed', () => {
		const counts = { ...noCounts(), public: 3, other: 9, 'lived-experience': 1 };
		expect(sectorsPresent(counts)).toBe(1);
		expect(missingGroups(counts)).toEqual([
			'civil-society',
			'business',
			'academia',
			'social-enterprise',
			'funder'
		]);
	});
});

const state = (changes: Partial<WorkshopState>): WorkshopState => ({
	publishedAt: new Date(),
	cancelledAt: null,
	started: false,
	ended: false,
	attendanceRecordedAt: null,
	minutesPublishedAt: null,
	...changes
});

test.each([
	[{ publishedAt: null }, 'draft'],
	[{}, 'open'],
	[{ started: true }, 'under-way'],
	[{ started: true, ended: true }, 'ended'],
	[{ started: true, ended: true, attendanceRecordedAt: new Date() }, 'held'],
	[{ started: true, ended: true, cancelledAt: new Date() }, 'cancelled']
] as const)('%o is %s', (changes, stage) => expect(stageOf(state(changes))).toBe(stage));
