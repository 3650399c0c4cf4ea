import { z } from 'zod';
import { COUNTIES } from '#platform/places/index.ts';
import type { Context } from '#platform/server/context.ts';
import { SECTORS } from '#capabilities/actors/form.ts';
import * as shape from '../shapes.ts';
import { agreements, calls, procurements, workshops } from './activities.ts';
import { initiatives, oneInitiative } from './initiatives.ts';
import { indicators, insights, methods, organisations } from './knowledge.ts';

/** One address of the interface. Routing, description and answers are all made from this. */
export interface Endpoint {
	/** Below /api/v1, as OpenAPI writes it: `/initiatives/{slug}`. */
	path: string;
	name: string;
	summary: string;
	query: z.ZodObject;
	/** Of one item in a list, or of the whole answer. */
	shape: z.ZodType;
	list: boolean;
	read(ctx: Context, query: never, params: Record<string, string>): Promise<unknown>;
}

const limit = z.coerce.number().int().min(1).max(100).default(50).describe('How many at most, 1–100');
const after = z
	.string()
	.max(200)
	.optional()
	.describe('Where to go on; take it from `next` of the answer before');
const cut = { limit, after };
const county = z
	.enum(COUNTIES.map((one) => one.code))
	.optional()
	.describe('Code of a Swedish county, two digits');
const theme = shape.THEME_FILTER.optional();
const initiative = z.string().max(200).optional().describe('Slug of an initiative');

function list<Q extends z.ZodRawShape, S extends z.ZodType>(
	path: string,
	name: string,
	summary: string,
	query: Q,
	item: S,
	read: (
		ctx: Context,
		query: z.output<z.ZodObject<Q>>
	) => Promise<{ items: z.input<S>[]; after: string | null }>
): Endpoint {
	return { path, name, summary, query: z.strictObject(query), shape: item, list: true, read };
}

export const ENDPOINTS: readonly Endpoint[] = [
	list(
		'/initiatives',
		'listInitiatives',
		'Published initiatives, newest first',
		{ ...cut, theme, county, status: z.enum(['ongoing', 'finished', 'stopped']).optional() },
		shape.initiative,
		initiatives
	),
	{
		path: '/initiatives/{slug}',
		name: 'getInitiative',
		summary: 'One initiative with its phases, who took part and what it led to',
		query: z.strictObject({}),
		shape: shape.initiativeDetail,
		list: false,
		read: (ctx, _query, params) => oneInitiative(ctx, params.slug!)
	},
	list(
		'/organisations',
		'listOrganisations',
		'The directory, in the order of names',
		{
			limit,
			after: z
				.string()
				.regex(/^[1-9]\d{0,4}$/)
				.optional()
				.describe('Where to go on; take it from `next`'),
			q: z.string().max(200).optional().describe('Words to look for'),
			sector: z.enum(SECTORS).optional(),
			county,
			theme
		},
		shape.organisation,
		organisations
	),
	list(
		'/workshops',
		'listWorkshops',
		'Published workshops, the last one first',
		{ ...cut, initiative, when: z.enum(['coming', 'past']).optional() },
		shape.workshop,
		workshops
	),
	list(
		'/calls',
		'listCalls',
		'Requests for information (RFI), newest first',
		{ ...cut, initiative, state: z.enum(['open', 'closed']).optional() },
		shape.call,
		calls
	),
	list(
		'/procurements',
		'listProcurements',
		'Published procurements with their rounds and awards',
		{ ...cut, initiative },
		shape.procurement,
		procurements
	),
	list(
		'/agreements',
		'listAgreements',
		'Published agreements with parties and payments',
		{ ...cut, initiative },
		shape.agreement,
		agreements
	),
	list(
		'/indicators',
		'listIndicators',
		'Effects: published indicators with their measurements',
		{ ...cut, initiative },
		shape.indicator,
		indicators
	),
	list(
		'/insights',
		'listInsights',
		'What people said: published insights',
		{ ...cut, initiative, theme },
		shape.insight,
		insights
	),
	list('/methods', 'listMethods', 'Methods in use, in their newest version', {}, shape.method, methods)
];

/** What a list answers with. */
export const listShape = (item: z.ZodType) =>
	z.object({
		items: z.array(item),
		next: z.url().nullable().describe('Address of the next page; null at the end')
	});
