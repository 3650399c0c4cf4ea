import {
	AlignmentType,
	Document,
	Footer,
	Header,
	HeadingLevel,
	LevelFormat,
	Packer,
	PageNumber,
	Paragraph,
	Table,
	TableCell,
	TableRow,
	TextRun,
	WidthType
} from 'docx';
import type { Block, DocumentModel } from './model.ts';

/** The same document for Word and others, with real headings, lists and table headers, to work on further. */
export async function renderDocx(model: DocumentModel): Promise<Uint8Array> {
	const document = new Document({
		title: model.title,
		creator: model.sender,
		styles: {
			default: {
				document: {
					run: {
						font: 'Source Sans 3',
						size: 22,
						language: { value: model.lang === 'sv' ? 'sv-SE' : 'en-GB' }
					},
					paragraph: { spacing: { after: 160, line: 300 } }
				}
			}
		},
		numbering: {
			config: [
				{
					reference: 'numbers',
					levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.START }]
				}
			]
		},
		sections: [
			{
				headers: { default: new Header({ children: [new Paragraph(head(model))] }) },
				footers: { default: new Footer({ children: [new Paragraph({ children: foot(model) })] }) },
				children: [
					...model.meta.map(metaLine),
					new Paragraph({ text: model.title, heading: HeadingLevel.HEADING_1 }),
					...model.blocks.flatMap(toDocx)
				]
			}
		]
	});
	return new Uint8Array(await Packer.toBuffer(document));
}

const head = (model: DocumentModel) => [model.sender, model.kind].filter(Boolean).join(' · ');

function foot({ note, pageWords }: DocumentModel): TextRun[] {
	return [
		new TextRun({
			children: [
				note ? `${note} · ` : '',
				`${pageWords.page} `,
				PageNumber.CURRENT,
				` ${pageWords.of} `,
				PageNumber.TOTAL_PAGES
			]
		})
	];
}

function metaLine({ label, value }: { label: string; value: string }): Paragraph {
	return new Paragraph({
		spacing: { after: 0 },
		children: [new TextRun({ text: `${label}: `, bold: true }), new TextRun(value)]
	});
}

function toDocx(block: Block): (Paragraph | Table)[] {
	switch (block.kind) {
		case 'heading':
			return [
				new Paragraph({
					text: block.text,
					heading: block.level === 2 ? HeadingLevel.HEADING_2 : HeadingLevel.HEADING_3
				})
			];
		case 'text':
			return [new Paragraph({ children: lines(block.text) })];
		case 'runs':
			return [new Paragraph({ children: block.runs.flatMap(runToDocx) })];
		case 'list':
			return block.items.map(
				(item) =>
					new Paragraph({
						children: lines(item),
						...(block.ordered ? { numbering: { reference: 'numbers', level: 0 } } : { bullet: { level: 0 } })
					})
			);
		case 'quote':
			return [
				new Paragraph({ indent: { left: 567 }, children: lines(block.text) }),
				...(block.source ? [new Paragraph({ indent: { left: 567 }, text: block.source })] : [])
			];
		case 'table':
			return [new Paragraph({ children: [new TextRun({ text: block.caption, bold: true })] }), table(block)];
		case 'signatures':
			return block.people.flatMap(({ name, title }) => [
				new Paragraph({ spacing: { before: 900, after: 0 }, text: '_______________________________' }),
				new Paragraph({ spacing: { after: 0 }, text: name }),
				...(title ? [new Paragraph(title)] : [])
			]);
	}
}

function runToDocx({ text, masked }: { text: string; masked: boolean }): TextRun[] {
	if (!masked) return lines(text);
	return [new TextRun({ text: ` ${text} `, color: 'FFFFFF', shading: { fill: '000000' } })];
}

function lines(text: string): TextRun[] {
	return text.split('\n').map((line, index) => new TextRun({ text: line, break: index === 0 ? 0 : 1 }));
}

function table(block: Extract<Block, { kind: 'table' }>): Table {
	const row = (cells: string[], header: boolean) =>
		new TableRow({
			tableHeader: header,
			children: cells.map(
				(text) =>
					new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold: header })] })] })
			)
		});
	return new Table({
		width: { size: 100, type: WidthType.PERCENTAGE },
		rows: [row(block.head, true), ...block.rows.map((cells) => row(cells, false))]
	});
}
