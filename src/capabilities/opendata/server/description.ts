import { z } from 'zod';
import { config } from '#platform/server/config.ts';
import { ocdsPaths } from '#capabilities/ocds/index.ts';
import { failure, shapes } from '../shapes.ts';
import { ENDPOINTS, type Endpoint } from './endpoints.ts';

type Json = Record<string, unknown>;

const REF = '#/components/schemas/';

/** The interface described in OpenAPI 3.1, made from the same endpoints and shapes as the answers. */
export function openApi(): Json {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Mötesplats open data',
			version: '1',
			description:
				'Everything public on this installation. No key is needed. Fields may be added; what exists is not changed within a version.',
			license: { name: 'CC0 1.0', identifier: 'CC0-1.0' }
		},
		servers: [{ url: `${config().PUBLIC_URL}/api/v1` }],
		// Open to everybody: said outright, since tools take silence for an oversight.
		security: [],
		paths: {
			...Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint.path, { get: operation(endpoint) }])),
			...ocdsPaths(reference(failure))
		},
		components: { schemas: components() }
	};
}

function components(): Json {
	const { schemas } = z.toJSONSchema(shapes, { uri: (id) => `${REF}${id}` });
	return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema as Json)]));
}

/** Inside a description, the schema's own address and dialect are told by where it stands. */
function bare({ $schema: _schema, $id: _id, ...schema }: Json): Json {
	return schema;
}

const reference = (shape: z.ZodType) => ({ $ref: REF + shapes.get(shape)!.id });

function operation(endpoint: Endpoint): Json {
	return {
		operationId: endpoint.name,
		summary: endpoint.summary,
		parameters: [...pathParameters(endpoint), ...queryParameters(endpoint)],
		responses: {
			200: content('The answer', endpoint.list ? listSchema(endpoint) : reference(endpoint.shape)),
			304: { description: 'Unchanged since the answer whose ETag was sent' },
			...(endpoint.path.includes('{') ? { 404: content('There is nothing there', reference(failure)) } : {}),
			422: content('A parameter cannot be understood', reference(failure)),
			429: content('Too many requests; wait a moment', reference(failure))
		}
	};
}

const content = (description: string, schema: Json) => ({
	description,
	content: { 'application/json': { schema } }
});

const listSchema = (endpoint: Endpoint): Json => ({
	type: 'object',
	required: ['items', 'next'],
	properties: {
		items: { type: 'array', items: reference(endpoint.shape) },
		next: {
			anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }],
			description: 'Address of the next page; null at the end'
		}
	},
	additionalProperties: false
});

const pathParameters = ({ path }: Endpoint): Json[] =>
	[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
		name,
		in: 'path',
		required: true,
		schema: { type: 'string' }
	}));

function queryParameters({ query }: Endpoint): Json[] {
	const schema = bare(z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as Json);
	const properties = (schema.properties ?? {}) as Record<string, Json>;
	return Object.entries(properties).map(([name, { description, ...rest }]) => ({
		name,
		in: 'query',
		required: false,
		...(description ? { description } : {}),
		schema: rest
	}));
}
