import { el, xmlDocument, type Xml } from './xml.ts';

// METS as E-ARK's Common Specification for Information Packages asks for it (CSIP 2.2; the numbers are its own).

/** A file of a package, as it was written. */
export interface Packed {
	/** Within the folder of the METS document that lists it. */
	path: string;
	type: string;
	size: number;
	sha256: string;
	created: Date;
	/** What it is, in words. */
	label: string;
}

export interface MetsGroup {
	/** Documentation, Schemas or Representations/… (CSIP64). */
	use: string;
	files: Packed[];
}

export interface MetsInput {
	/** Name of the folder that the document describes (CSIP1). */
	id: string;
	label: string;
	created: Date;
	software: { name: string; version: string };
	/** The organisation whose records they are. */
	archivist: string;
	descriptive: Packed[];
	preservation: Packed[];
	groups: MetsGroup[];
	/** METS documents of representations, which the root points to (CSIP105–112). */
	representations: { use: string; mets: Packed }[];
}

const NAMESPACES = {
	'xmlns:mets': 'http://www.loc.gov/METS/',
	'xmlns:csip': 'https://DILCIS.eu/XML/METS/CSIPExtensionMETS',
	'xmlns:xlink': 'http://www.w3.org/1999/xlink',
	'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
	'xsi:schemaLocation':
		'http://www.loc.gov/METS/ http://www.loc.gov/standards/mets/mets.xsd http://www.w3.org/1999/xlink http://www.loc.gov/standards/mets/xlink.xsd https://DILCIS.eu/XML/METS/CSIPExtensionMETS https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd'
};
const PROFILE = 'https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml';

export function metsDocument(input: MetsInput): string {
	const groups = input.groups.filter(({ files }) => files.length > 0);
	const root = el(
		'mets:mets',
		{
			...NAMESPACES,
			OBJID: input.id,
			LABEL: input.label,
			TYPE: 'Mixed',
			'csip:CONTENTINFORMATIONTYPE': 'MIXED',
			PROFILE
		},
		header(input),
		input.descriptive.map((file, at) => descriptive(file, at)),
		input.preservation.length > 0
			? el('mets:amdSec', { ID: 'amd' }, ...input.preservation.map((file, at) => preservation(file, at)))
			: null,
		el(
			'mets:fileSec',
			{ ID: 'file-sec' },
			groups.map(group),
			input.representations.map((one, at) => representation(one, at))
		),
		structMap(input, groups)
	);
	return xmlDocument(root);
}

/** CSIP117, CSIP7–16. */
function header({ created, software, archivist }: MetsInput): Xml {
	return el(
		'mets:metsHdr',
		{ CREATEDATE: created.toISOString(), RECORDSTATUS: 'NEW', 'csip:OAISPACKAGETYPE': 'SIP' },
		el(
			'mets:agent',
			{ ROLE: 'CREATOR', TYPE: 'OTHER', OTHERTYPE: 'SOFTWARE' },
			el('mets:name', {}, software.name),
			el('mets:note', { 'csip:NOTETYPE': 'SOFTWARE VERSION' }, software.version)
		),
		el('mets:agent', { ROLE: 'ARCHIVIST', TYPE: 'ORGANIZATION' }, el('mets:name', {}, archivist))
	);
}

/** CSIP17–30. */
function descriptive(file: Packed, at: number): Xml {
	return el(
		'mets:dmdSec',
		{ ID: `dmd-${at}`, CREATED: file.created.toISOString(), STATUS: 'CURRENT' },
		reference(file, 'DC')
	);
}

/** CSIP31–44. */
function preservation(file: Packed, at: number): Xml {
	return el(
		'mets:digiprovMD',
		{ ID: `premis-${at}`, CREATED: file.created.toISOString(), STATUS: 'CURRENT' },
		reference(file, 'PREMIS')
	);
}

const reference = (file: Packed, type: 'DC' | 'PREMIS'): Xml =>
	el('mets:mdRef', { ...location(file), MDTYPE: type, ...facts(file), LABEL: file.label });

const location = ({ path }: Packed) => ({
	LOCTYPE: 'URL',
	'xlink:type': 'simple',
	'xlink:href': path.split('/').map(encodeURIComponent).join('/')
});

const facts = ({ type, size, created, sha256 }: Packed) => ({
	MIMETYPE: type,
	SIZE: size,
	CREATED: created.toISOString(),
	CHECKSUM: sha256,
	CHECKSUMTYPE: 'SHA-256'
});

const groupId = (at: number) => `file-grp-${at}`;
const representationId = (at: number) => `file-grp-rep-${at}`;

/** CSIP58–79. */
function group({ use, files }: MetsGroup, at: number): Xml {
	const type = use.startsWith('Representations') ? { 'csip:CONTENTINFORMATIONTYPE': 'MIXED' } : {};
	return el(
		'mets:fileGrp',
		{ ID: groupId(at), USE: use, ...type },
		files.map((file, place) => fileElement(file, `file-${at}-${place}`))
	);
}

function representation({ use, mets }: MetsInput['representations'][number], at: number): Xml {
	return el(
		'mets:fileGrp',
		{ ID: representationId(at), USE: use, 'csip:CONTENTINFORMATIONTYPE': 'MIXED' },
		fileElement(mets, `file-rep-${at}`)
	);
}

const fileElement = (file: Packed, id: string): Xml =>
	el(
		'mets:file',
		{ ID: id, ...facts(file) },
		el('mets:FLocat', { ...location(file), 'xlink:title': file.label })
	);

/** CSIP80–112. */
function structMap(input: MetsInput, groups: MetsGroup[]): Xml {
	const ids = (files: Packed[], prefix: string) =>
		files.map((_, at) => `${prefix}-${at}`).join(' ') || undefined;
	const metadata = {
		ID: 'div-metadata',
		LABEL: 'Metadata',
		ADMID: ids(input.preservation, 'premis'),
		DMDID: ids(input.descriptive, 'dmd')
	};
	return el(
		'mets:structMap',
		{ ID: 'struct-map', TYPE: 'PHYSICAL', LABEL: 'CSIP' },
		el(
			'mets:div',
			{ ID: 'div-root', LABEL: input.id },
			el('mets:div', metadata),
			groups.map(({ use }, at) =>
				el(
					'mets:div',
					{ ID: `div-${at}`, LABEL: use.split('/')[0]! },
					el('mets:fptr', { FILEID: groupId(at) })
				)
			),
			input.representations.map(({ use, mets }, at) =>
				el(
					'mets:div',
					{ ID: `div-rep-${at}`, LABEL: use },
					el('mets:mptr', { ...location(mets), 'xlink:title': representationId(at) })
				)
			)
		)
	);
}
