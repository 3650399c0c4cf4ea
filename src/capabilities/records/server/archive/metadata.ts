import { el, xmlDocument, type Xml } from './xml.ts';
import type { Packed } from './mets.ts';

/** What the package is about. */
export interface About {
	/** Of the call, as a URI that stays. */
	identifier: string;
	title: string;
	description: string;
	creator: string;
	/** Days, 'YYYY-MM-DD'. */
	dates: string[];
	/** Diary numbers of the case. */
	references: string[];
	rights: string;
}

/** Dublin Core, in Swedish. */
export function dublinCore(about: About): string {
	const dc = (name: string, value: string) => el(`dc:${name}`, {}, value);
	return xmlDocument(
		el(
			'oai_dc:dc',
			{
				'xmlns:oai_dc': 'http://www.openarchives.org/OAI/2.0/oai_dc/',
				'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
				'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
				'xsi:schemaLocation':
					'http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd'
			},
			dc('identifier', about.identifier),
			dc('title', about.title),
			dc('creator', about.creator),
			dc('description', about.description),
			about.dates.map((day) => dc('date', day)),
			about.references.map((number) => dc('relation', number)),
			dc('type', 'Collection'),
			dc('language', 'sv'),
			dc('rights', about.rights)
		)
	);
}

export interface Provenance {
	files: Packed[];
	at: Date;
	/** What was done, in a sentence. */
	detail: string;
	software: { name: string; version: string };
}

/** PREMIS 3.0: every file with its checksum, and the making of the package. */
export function premis({ files, at, detail, software }: Provenance): string {
	const id = (name: string, type: string, value: string) =>
		el(
			`premis:${name}Identifier`,
			{},
			el(`premis:${name}IdentifierType`, {}, type),
			el(`premis:${name}IdentifierValue`, {}, value)
		);
	return xmlDocument(
		el(
			'premis:premis',
			{
				'xmlns:premis': 'http://www.loc.gov/premis/v3',
				'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
				'xsi:schemaLocation': 'http://www.loc.gov/premis/v3 http://www.loc.gov/standards/premis/premis.xsd',
				version: '3.0'
			},
			files.map((file) => premisFile(file, id('object', 'local', file.path))),
			el(
				'premis:event',
				{},
				id('event', 'local', 'packaging'),
				el('premis:eventType', {}, 'information package creation'),
				el('premis:eventDateTime', {}, at.toISOString()),
				el('premis:eventDetailInformation', {}, el('premis:eventDetail', {}, detail)),
				el(
					'premis:linkingAgentIdentifier',
					{},
					el('premis:linkingAgentIdentifierType', {}, 'local'),
					el('premis:linkingAgentIdentifierValue', {}, software.name)
				)
			),
			el(
				'premis:agent',
				{},
				id('agent', 'local', software.name),
				el('premis:agentName', {}, software.name),
				el('premis:agentType', {}, 'software'),
				el('premis:agentVersion', {}, software.version)
			)
		)
	);
}

function premisFile({ sha256, size, type, label }: Packed, identifier: Xml): Xml {
	return el(
		'premis:object',
		{ 'xsi:type': 'premis:file' },
		identifier,
		el(
			'premis:objectCharacteristics',
			{},
			el('premis:compositionLevel', {}, '0'),
			el(
				'premis:fixity',
				{},
				el('premis:messageDigestAlgorithm', {}, 'SHA-256'),
				el('premis:messageDigest', {}, sha256)
			),
			el('premis:size', {}, String(size)),
			el('premis:format', {}, el('premis:formatDesignation', {}, el('premis:formatName', {}, type)))
		),
		el('premis:originalName', {}, label)
	);
}
