import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import yauzl from 'yauzl';
import { charactersOf, drawable } from './glyphs.ts';
import { blocksOf, renderDocx, renderPdf, type DocumentModel } from './index.ts';

const model: DocumentModel = {
	lang: 'sv',
	title: 'Godkännande av utmaning',
	kind: 'Tjänsteskrivelse',
	sender: 'Tomelilla kommun',
	meta: [{ label: 'Datum', value: '12 januari 2027' }],
	pageWords: { page: 'Sida', of: 'av' },
	blocks: [
		{ kind: 'heading', level: 2, text: 'Förslag till beslut' },
		{ kind: 'text', text: 'Text med #read("/etc/passwd"), $x$, @ref och *stjärnor*\nny rad å ä ö' },
		{ kind: 'list', items: ['Ett', 'Två'], ordered: true },
		{ kind: 'quote', text: 'Bussen går två gånger om dagen.', source: 'Förälder' },
		{ kind: 'table', caption: 'Siffror', head: ['Vad', 'Källa'], rows: [['Frånvaro', 'Skolan']] },
		{ kind: 'signatures', people: [{ name: 'Kim Alm', title: 'Utvecklare' }] }
	]
};

test('a PDF is tagged, titled, has its language, and passes PDF/UA’s own checks', async () => {
	const pdf = Buffer.from(await renderPdf(model)).toString('latin1');
	expect(pdf.startsWith('%PDF-')).toBe(true);
	expect(pdf).toContain('/MarkInfo');
	expect(pdf).toMatch(/\/Lang ?\(sv/);
	expect(pdf).toMatch(/pdfuaid:part/);
});

test('a PDF for archives says that it is PDF/A-2a, and holds its fonts, its colour profile and its tags', async () => {
	const pdf = Buffer.from(await renderPdf(model, 'a-2a')).toString('latin1');
	expect(pdf).toMatch(/pdfaid:part>2</);
	expect(pdf).toMatch(/pdfaid:conformance>A</);
	expect(pdf).toContain('/OutputIntents');
	expect(pdf).toContain('/DestOutputProfile');
	expect(pdf).toContain('/FontFile');
	expect(pdf).toContain('/MarkInfo');
	expect(pdf).not.toMatch(/\/Encrypt|\/JavaScript/);
});

test('a sign that the font lacks is written out, and stops no document', async () => {
	const faces = createRequire(import.meta.url).resolve(
		'@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'
	);
	const characters = charactersOf(readFileSync(faces));
	expect(drawable('Åäö “é” – 5 €\t1\r\n2', characters)).toBe('Åäö “é” – 5 € 1\n2');
	expect(drawable('a\u0308 \u0007 😀 עברית\u200f', characters)).toMatch(
		/^ä \[U\+0007\] \[U\+1F600\] (\[U\+05[0-9A-F]+\])+$/
	);
	for (const standard of ['ua-1', 'a-2a'] as const) {
		const strange = {
			...model,
			title: 'Bra 👍🏽',
			blocks: [{ kind: 'text' as const, text: 'סוד 中文 \u0007 ﷽' }]
		};
		expect((await renderPdf(strange, standard)).length).toBeGreaterThan(1000);
	}
});

test('what breaks the rules of accessibility is an error and not a poorer document', async () => {
	await expect(renderPdf({ ...model, title: '' })).rejects.toThrow();
});

test('a DOCX has real headings, a table header and every word', async () => {
	const text = await entry(Buffer.from(await renderDocx(model)), 'word/document.xml');
	expect(text).toContain('w:val="Heading2"');
	expect(text).toContain('w:tblHeader');
	expect(text).toContain('#read(&quot;/etc/passwd&quot;)');
});

test('Markdown becomes blocks without its signs', () => {
	expect(blocksOf('# Rubrik\n\nEn **fet** [länk](https://exempel.se)\n\n- a\n- b\n\n1. x')).toEqual([
		{ kind: 'heading', level: 3, text: 'Rubrik' },
		{ kind: 'text', text: 'En fet länk (https://exempel.se)' },
		{ kind: 'list', items: ['a', 'b'], ordered: false },
		{ kind: 'list', items: ['x'], ordered: true }
	]);
	expect(blocksOf('<b>hej</b>')).toEqual([{ kind: 'text', text: '<b>hej</b>' }]);
});

function entry(zip: Buffer, name: string): Promise<string> {
	return new Promise((resolve, reject) => {
		yauzl.fromBuffer(zip, { lazyEntries: true }, (error, file) => {
			if (error) return reject(error);
			file.on('entry', (found) => {
				if (found.fileName !== name) return file.readEntry();
				file.openReadStream(found, (fault, stream) => {
					if (fault) return reject(fault);
					const parts: Buffer[] = [];
					stream.on('data', (part) => parts.push(part));
					stream.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
				});
			});
			file.readEntry();
		});
	});
}
