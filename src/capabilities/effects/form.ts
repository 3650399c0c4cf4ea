import { z } from 'zod';
import { date, decimal, id, integer, longText, optionalText, text } from '#platform/forms/fields.ts';
import { BANDS, UNITS, VERDICTS } from './rules.ts';

export const stepForm = z.object({
	name: text(120),
	evidence: optionalText(1000),
	band: z.enum(BANDS)
});

export const stepReachedForm = z.object({ step: id, reachedOn: date.optional(), note: optionalText(1000) });

export const indicatorForm = z.object({
	step: id,
	name: text(200),
	definition: optionalText(2000),
	source: text(500),
	unit: z.enum(UNITS),
	unitLabel: optionalText(60),
	direction: z.enum(['up', 'down'])
});

export const targetForm = z.object({ value: decimal, byDate: date });

export const measurementForm = z.object({
	kind: z.enum(['baseline', 'measurement']),
	periodStart: date,
	periodEnd: date,
	value: decimal,
	n: integer(1, 1_000_000_000).optional(),
	design: z.enum(['0', '1', '2', '3', '4', '5']).transform(Number),
	note: optionalText(2000),
	/** Corrects an earlier figure; then the reason is required. */
	replaces: id.optional(),
	replacedReason: optionalText(500)
});

export const withdrawForm = z.object({ measurement: id, reason: text(500, 3) });

export const conclusionForm = z.object({
	verdict: z.enum(VERDICTS),
	body: longText(6000, 20),
	caveats: optionalText(3000)
});

export type IndicatorInput = z.output<typeof indicatorForm>;
export type MeasurementInput = z.output<typeof measurementForm>;
export type ConclusionInput = z.output<typeof conclusionForm>;
