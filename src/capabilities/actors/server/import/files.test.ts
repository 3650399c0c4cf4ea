import { describe, expect, it } from 'vitest';
import { loadMessages } from '#platform/server/messages.ts';
import { suggestMapping } from './columns.ts';
import { decode, detectDelimiter, detectEncoding, fileFault } from './decode.ts';
import { readRow } from './row.ts';
import { readTable } from './table.ts';

loadMessages();
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

describe('reading a file', () => {
	it.each([
		['UTF-8', utf8('Namn;Ort\nÅhus;Öl'), 'utf-8'],
		['UTF-8 with a mark', utf8('\uFEFFNamn;Ort\nÅhus;Öl'), 'utf-8'],
		['windows-1252', latin('Namn;Ort\nÅhus;Öl'), 'windows-1252'],
		['UTF-16', Uint8Array.from(Buffer.from('\uFEFFNamn;Ort\nÅhus;Öl', 'utf16le')), 'utf-16le']
	])('%s', (_name, bytes, encoding) => {
		expect(fileFault(bytes)).toBeNull();
		expect(detectEncoding(bytes)).toBe(encoding);
		expect(readTable(decode(bytes, detectEncoding(bytes)), ';').rows).toEqual([
			{ line: 2, cells: ['Åhus', 'Öl'] }
		]);
	});

	it.each([
		['nothing', new Uint8Array(), 'file.error.empty'],
		['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'actors.import.error.excel'],
		['NUL bytes', utf8('Namn\nA\u0000B'), 'actors.import.error.binary']
	])('refuses %s', (_name, bytes, fault) => expect(fileFault(bytes)).toBe(fault));

	it.each([
		['a;b;c\n1;2,5;3\n', ';'],
		['a,b,c\n1,"x;y;z;å;ä",3\n', ','],
		['a\tb\n1\t2,3\n', '\t'],
		['a|b|c\n1|2|3', '|'],
		['ensam\nrad', ';']
	])('%j is parted by %j', (text, delimiter) => expect(detectDelimiter(text)).toBe(delimiter));

	it('keeps line breaks within quotation marks, and numbers rows as a spreadsheet does', () => {
		expect(readTable('Namn;Om\n"A\nB";x\n;\nC;y\n', ';').rows).toEqual([
			{ line: 2, cells: ['A\nB', 'x'] },
			{ line: 4, cells: ['C', 'y'] }
		]);
	});

	it.each([
		['a quotation mark that never closes', 'Namn\n"A\nB\nC', 'actors.import.error.broken'],
		['a cell of a million signs', `Namn\n${'x'.repeat(1_000_000)}\n`, 'actors.import.error.long-row'],
		['a hundred and one columns', `${'a;'.repeat(101)}\n${'1;'.repeat(101)}`, 'actors.import.error.columns'],
		['nothing but a header', 'Namn;Ort\n;\n', 'actors.import.error.no-rows'],
		['too many rows', `Namn\n${'x\n'.repeat(20_001)}`, 'actors.import.error.rows']
	])('refuses %s', (_name, text, key) =>
		expect(() => readTable(text, ';')).toThrow(expect.objectContaining({ key }))
	);
});

describe('columns', () => {
	it('are guessed by their headers, in both languages', () => {
		expect(suggestMapping(['Org.nr', 'Namn', 'Säteskommun', 'Län', 'Hemsida'])).toEqual({
			orgNumber: 0,
			name: 1,
			municipality: 2,
			county: 3,
			website: 4
		});
		expect(suggestMapping(['Description', 'Organisation name', 'Name', 'Target groups'])).toEqual({
			about: 0,
			name: 2,
			targetGroups: 3
		});
		expect(suggestMapping(['__proto__', 'constructor'])).toEqual({});
	});
});

describe('a row', () => {
	const read = (fields: Record<string, string>) => {
		const names = [
			'name',
			'orgNumber',
			'sector',
			'municipality',
			'county',
			'country',
			'region',
			'website',
			'themes',
			'about'
		] as const;
		const mapping = Object.fromEntries(names.map((name, index) => [name, index]));
		return readRow(
			names.map((name) => fields[name] ?? ''),
			mapping,
			{ sector: 'other' }
		);
	};

	it('understands what registers write', () => {
		const { wanted, notes } = read({
			name: ' Föreningen  ',
			orgNumber: '802000–1452',
			sector: 'Ideell förening',
			municipality: 'Malmö stad',
			website: 'exempel.se',
			themes: 'Barnets rätt, equal health; Drakar'
		});
		expect(wanted).toMatchObject({
			name: 'Föreningen',
			sector: 'civil-society',
			place: { municipality: '1280', county: '12' },
			website: 'https://exempel.se',
			themes: ['rights-of-the-child', 'equal-health']
		});
		expect(notes).toEqual([{ key: 'actors.import.note.left-out', params: { value: 'Drakar' } }]);
	});

	it.each([
		[{ name: '' }, 'actors.field.name'],
		[{ name: 'A'.repeat(200) }, 'actors.field.name'],
		[{ name: 'Bo', orgNumber: '123' }, 'actors.field.org-number'],
		[{ name: 'Bo', sector: 'Piratskepp' }, 'actors.field.sector'],
		[{ name: 'Bo', municipality: 'Ankeborg' }, 'actors.field.municipality'],
		[{ name: 'Bo', municipality: 'Malmö', county: 'Uppsala län' }, 'actors.field.county'],
		[{ name: 'Bo', country: 'Atlantis' }, 'actors.field.country'],
		[{ name: 'Bo', website: 'javascript:alert(1)' }, 'actors.field.website'],
		[{ name: 'Bo', about: 'å'.repeat(4000) }, 'actors.field.about']
	])('%o is refused for that field', (fields, field) => {
		const { wanted, notes } = read(fields);
		expect(wanted).toBeNull();
		expect(notes.map((note) => note.field)).toEqual([field]);
	});

	it('takes away control signs and the apostrophe of an earlier export', () => {
		expect(read({ name: "'=Firma\u0007" }).wanted!.name).toBe('=Firma');
	});
});
