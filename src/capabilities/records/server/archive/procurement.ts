import {
	publicProcurement,
	titleOfLot,
	titleOfRound,
	viewOfLot,
	type Lot,
	type ProcurementRef,
	type Round
} from '#capabilities/procurements/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Block } from '#platform/server/documents/index.ts';
import { fileItem, heading, jsonItem, numbered, paperItem, paragraphs, section } from './items.ts';
import type { Item } from './pack.ts';
import { head, type Page } from './procurement-head.ts';
import { roundItems } from './round.ts';
import { CALL_PARTS } from './words.ts';

const sv = (text: LocalText | null | undefined) => plainText(text, 'sv');
const t = () => translator('sv');

/** Everything of a procurement that has ended, in the order of its course. */
export async function* procurementItems(ctx: Context, ref: ProcurementRef): AsyncGenerator<Item> {
	const page = await publicProcurement(ctx, ref);
	yield* callItems(page);
	yield* documentItems(ctx, page);
	for (const round of page.procurement.rounds.filter((one) => one.publishedAt))
		yield* roundItems(
			ctx,
			{ ...page, procurement: viewOfLot(page.procurement, round.lot) },
			{ ...ref, number: round.number },
			round
		);
	for (const [at, release] of page.dossier.entries())
		yield await paperItem(`dossier/${numbered(at, sv(release.title))}`, release.releasedAt, {
			...head(page, 'Dossier'),
			title: sv(release.title),
			blocks: release.entries.flatMap((entry) => section(sv(entry.title), sv(entry.body)))
		});
}

async function* callItems(page: Page): AsyncGenerator<Item> {
	const { procurement, publication, exemption, cancellation } = page;
	const at = procurement.publishedAt!;
	const { mayStartFor: _, run: __, ...stored } = page;
	yield jsonItem('upphandling/upphandling', 'Upphandlingen, som den lagrades', at, stored);
	const texts = Object.entries(CALL_PARTS) as [keyof typeof CALL_PARTS, string][];
	yield await paperItem('upphandling/upphandling', at, {
		...head(page, 'Upphandling'),
		title: sv(procurement.title),
		blocks: [
			...texts.flatMap(([key, words]) => section(words, sv(procurement[key]))),
			...lotBlocks(procurement),
			...procurement.rounds.flatMap(phaseBlocks),
			heading('Kriterier'),
			...procurement.criteria.filter((one) => !one.lotId).flatMap(criterionBlocks),
			...procurement.lots.flatMap((lot) => ownCriteria(procurement, lot))
		]
	});
	if (publication && exemption)
		yield await paperItem('upphandling/beslut-att-publicera', at, {
			...head(page, 'Beslut'),
			title: `Beslut att publicera ${sv(procurement.title)}`,
			blocks: [
				...section(
					'Beslutande',
					`${publication.decided_body}, ${publication.decided_by_name}, ${t().date(publication.decided_on)}`
				),
				...section('Forskning och utveckling', exemption.research_reason),
				...section('Delade resultat eller kostnader', exemption.sharing_reason),
				...section('Marknaden', exemption.market_reason),
				...section(
					'Bedömt av',
					`${exemption.official_name}, ${exemption.official_title}. CPV ${exemption.cpv}.`
				)
			]
		});
	if (cancellation)
		yield await paperItem('upphandling/avbruten', cancellation.cancelled_at, {
			...head(page, 'Beslut'),
			title: `Beslut att avbryta ${sv(procurement.title)}`,
			blocks: [...paragraphs(cancellation.reason), ...section('Beslutande', cancellation.decided_by_name)]
		});
}

function lotBlocks({ lots, lotsTenderMax, lotsWinMax, undividedReason }: Page['procurement']): Block[] {
	if (lots.length === 0) return section('Varför upphandlingen inte delas', sv(undividedReason));
	return [
		...lots.flatMap((lot) => section(titleOfLot(t(), lot), sv(lot.description) || '–')),
		...section(
			'Regler för delarna',
			`Anbud får lämnas på ${lotsTenderMax ? `högst ${lotsTenderMax}` : 'alla'} delar. En leverantör kan vinna ${lotsWinMax ? `högst ${lotsWinMax}` : 'alla'} delar.`
		)
	];
}

function ownCriteria({ criteria }: Page['procurement'], lot: Lot): Block[] {
	const own = criteria.filter((one) => one.lotId === lot.id);
	return own.length > 0 ? [heading(titleOfLot(t(), lot), 3), ...own.flatMap(criterionBlocks)] : [];
}

const phaseBlocks = (round: Round): Block[] => [
	heading(round.lot ? titleOfRound(t(), round) : `Fas ${round.number}: ${sv(round.name)}`),
	...section('Arbetet', sv(round.work), 3),
	...section('Vad som krävs för att lyckas', sv(round.success), 3),
	...paragraphs(
		`Platser: ${round.places}. Budget: ${t().money(round.budgetMinor)}. Högst per leverantör: ${t().money(round.supplierBudgetMinor)}.`
	)
];

const criterionBlocks = (one: Page['procurement']['criteria'][number]): Block[] => [
	heading(`${sv(one.name)}, ${one.weight} %`, 3),
	...paragraphs(sv(one.description)),
	{ kind: 'list', items: one.levels.map((level, points) => `${points}: ${sv(level)}`) }
];

async function* documentItems(ctx: Context, page: Page): AsyncGenerator<Item> {
	for (const [at, document] of page.documents.entries()) {
		for (const version of document.versions) {
			const path = `upphandling/dokument/${numbered(at, sv(document.title))}-version-${version.version}`;
			const created = version.publishedAt ?? version.createdAt;
			if (version.file) yield await fileItem(ctx, path, 0, version.file.id, created);
			else
				yield await paperItem(path, created, {
					...head(page, 'Upphandlingsdokument'),
					title: sv(document.title),
					blocks: [...paragraphs(sv(version.body)), ...section('Vad som ändrades', version.note)]
				});
		}
	}
	if (page.questions.length > 0)
		yield await paperItem('upphandling/fragor-och-svar', page.questions.at(-1)!.publishedAt!, {
			...head(page, 'Frågor och svar'),
			title: 'Frågor och svar',
			blocks: page.questions.flatMap((one) => section(one.body, sv(one.answer), 3))
		});
}
