import { z } from 'zod';
import { config } from '#platform/server/config.ts';
import { cutQuery } from './answer.ts';

type Json = Record<string, unknown>;

const SCHEMA = 'https://standard.open-contracting.org/schema/1__1__5';
const RELEASES = `${SCHEMA}/release-package-schema.json`;
const RECORDS = `${SCHEMA}/record-package-schema.json`;

/** The addresses of OCDS for the description in OpenAPI. @param failure reference to the shape of a failure */
export function ocdsPaths(failure: Json): Record<string, Json> {
	const servers = [{ url: `${config().PUBLIC_URL}/api` }];
	const paths: Record<string, Json> = {
		'/ocds': get('ocds', 'Where everything about contracting is', json({ type: 'object' })),
		'/ocds/releases': get(
			'listReleases',
			'What happened in contracting, newest first',
			json({ $ref: RELEASES }),
			cuts()
		),
		'/ocds/releases/{id}': get('getRelease', 'One release', json({ $ref: RELEASES }), [inPath('id')]),
		'/ocds/records': get(
			'listRecords',
			'Contracting processes as they stand, newest first',
			json({ $ref: RECORDS }),
			cuts()
		),
		'/ocds/records/{ocid}': get(
			'getRecord',
			'One contracting process with all its releases and versions',
			json({ $ref: RECORDS }),
			[inPath('ocid')]
		),
		'/ocds/bulk/{year}.jsonl.gz': get(
			'getYear',
			'All releases of a year, one on each line, packed with gzip',
			{ 'application/gzip': { schema: { type: 'string', contentMediaType: 'application/gzip' } } },
			[inPath('year')]
		)
	};
	const failures = {
		404: 'There is nothing there',
		422: 'A parameter cannot be understood',
		429: 'Too many requests'
	};
	for (const path of Object.values(paths)) {
		const { responses } = path.get as { responses: Json };
		for (const [status, description] of Object.entries(failures))
			responses[status] = { description, content: { 'application/json': { schema: failure } } };
	}
	return Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, { servers, ...item }]));
}

const json = (schema: Json): Json => ({ 'application/json': { schema } });

const get = (operationId: string, summary: string, content: Json, parameters: Json[] = []): Json => ({
	get: {
		operationId,
		summary,
		parameters,
		responses: {
			200: { description: 'The answer', content },
			304: { description: 'Unchanged since the answer whose ETag was sent' }
		}
	}
});

const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } });

function cuts(): Json[] {
	const { properties } = z.toJSONSchema(cutQuery, { io: 'input' }) as { properties: Record<string, Json> };
	return Object.entries(properties).map(([name, { description, ...schema }]) => ({
		name,
		in: 'query',
		required: false,
		description,
		schema
	}));
}
