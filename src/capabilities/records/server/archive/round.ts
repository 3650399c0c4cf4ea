import {
	changesOf,
	decisionOf,
	freezeOf,
	lettersOf,
	openingPaper,
	phasePage,
	readTender,
	receiptFile,
	reviewsOf,
	roundRecord,
	sideBySide,
	tendersWithDoors,
	writtenRecord,
	type ReadTender,
	type Round,
	type RoundRef
} from '#capabilities/procurements/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Block } from '#platform/server/documents/index.ts';
import { receiptsIn } from '#platform/server/receipts/index.ts';
import {
	fileItem,
	sealedFileItem,
	heading,
	jsonItem,
	modelItem,
	numbered,
	paperItem,
	paragraphs,
	section,
	textItem
} from './items.ts';
import type { Item } from './pack.ts';
import { head, type Page } from './procurement-head.ts';

const sv = (text: LocalText | null | undefined) => plainText(text, 'sv');
const t = () => translator('sv');

/** Everything of one round, from its opening on. */
export async function* roundItems(
	ctx: Context,
	page: Page,
	ref: RoundRef,
	round: Round
): AsyncGenerator<Item> {
	if (!round.openedAt) return;
	const folder = `omgang-${round.number}`;
	const opening = await openingPaper({ ...ctx, lang: 'sv' }, ref);
	yield await modelItem(`${folder}/oppningsprotokoll`, round.openedAt, opening.model);
	const record = await roundRecord({ ...ctx, lang: 'sv' }, ref);
	yield textItem(
		`${folder}/record`,
		'Allt som har skrivits upp, kontrolleras med verify-record.mjs',
		round.openedAt,
		record.content
	);
	const { tenders, refused } = await tendersWithDoors(ctx, ref);
	for (const tender of [...tenders, ...refused])
		yield* tenderItems(
			ctx,
			page,
			ref,
			tender.id,
			`${folder}/anbud/${numbered(tender.position - 1, tender.organisationName)}`
		);
	if (round.frozenAt) yield await evaluationItem(ctx, page, ref, round, folder);
	if (round.decidedAt) yield* decisionItems(ctx, page, ref, round, folder);
}

async function* tenderItems(
	ctx: Context,
	page: Page,
	ref: RoundRef,
	tenderId: string,
	folder: string
): AsyncGenerator<Item> {
	const { tender } = await readTender(ctx, ref, tenderId);
	const { organisationName, receivedAt: at, solution, priceMinor, laterPrices } = tender;
	yield jsonItem(`${folder}/anbud`, `Anbud från ${organisationName}`, at, {
		organisation: organisationName,
		partners: tender.partnerNames,
		version: tender.version,
		receivedAt: at,
		sha256: tender.sha256,
		solution,
		priceMinor,
		laterPrices
	});
	yield await paperItem(`${folder}/anbud`, at, {
		...head(page, 'Anbud'),
		title: solution.name || `Anbud från ${organisationName}`,
		meta: [
			{ label: 'Från', value: [organisationName, ...tender.partnerNames].join(', ') },
			{ label: 'Inkom', value: t().dateTime(at) }
		],
		blocks: tenderBlocks(page, ref, tender)
	});
	for (const [place, file] of solution.files.entries())
		yield await sealedFileItem(ctx, { ref, tenderId, fileId: file.id }, `${folder}/filer`, place, at);
	yield* writtenItems(ctx, tenderId, at, folder);
	for (const receipt of await receiptsIn(ctx.db, `call:${tenderId}`))
		yield textItem(
			`${folder}/kvitto-${receipt.number}`,
			`Kvitto ${receipt.number}`,
			receipt.issuedAt,
			receiptFile(receipt, t()).content
		);
}

/** What was asked and answered, found of the conditions, and made of the price. The reading of the tender stands before it. */
async function* writtenItems(ctx: Context, tenderId: string, at: Date, folder: string): AsyncGenerator<Item> {
	const record = await writtenRecord(ctx.db, tenderId);
	if (!record) return;
	yield jsonItem(`${folder}/skriftligt`, 'Frågor, svar och prövning efter öppningen', at, record.facts);
	for (const [place, { id, at: came }] of record.files.entries())
		yield await fileItem(ctx, `${folder}/svar`, place, id, came);
}

function tenderBlocks(page: Page, ref: RoundRef, tender: ReadTender): Block[] {
	const { criteria, currency } = page.procurement;
	const prices = Object.entries(
		tender.priceMinor === null
			? {}
			: ({ [ref.number]: tender.priceMinor, ...tender.laterPrices } as Record<string, number>)
	);
	return [
		...criteria.flatMap((one) => section(sv(one.name), tender.solution.answers[one.id])),
		...section(
			'Pris',
			prices.map(([phase, minor]) => `Fas ${phase}: ${t().money(minor, currency)}`).join('\n')
		)
	];
}

async function evaluationItem(
	ctx: Context,
	page: Page,
	ref: RoundRef,
	round: Round,
	folder: string
): Promise<Item> {
	const { tenders, scores, consensus } = await sideBySide(ctx, ref);
	const freeze = (await freezeOf(ctx.db, round.id))!;
	const changes = await changesOf(
		ctx.db,
		tenders.map(({ id }) => id)
	);
	const name = (id: string) => sv(page.procurement.criteria.find((one) => one.id === id)?.name);
	const lines = (tenderId: string) => [
		...consensus
			.filter((one) => one.tenderId === tenderId)
			.map((one) => `${name(one.criterionId)}: ${one.points} poäng. ${one.reason}`),
		...scores
			.filter((one) => one.tenderId === tenderId)
			.map((one) => `${one.name} om ${name(one.criterionId)}: ${one.points} poäng. ${one.reason}`),
		...changes
			.filter((one) => one.tenderId === tenderId)
			.map(
				(one) => `Ändrat av ${one.name}: ${name(one.criterionId)} från ${one.from} till ${one.to}. ${one.why}`
			)
	];
	return paperItem(`${folder}/utvardering`, freeze.frozen_at, {
		...head(page, 'Utvärdering'),
		title: `Utvärdering, omgång ${round.number}`,
		meta: [
			{ label: 'Möte', value: t().date(freeze.held_on) },
			{ label: 'Deltagare', value: freeze.participants },
			{ label: 'Fryst av', value: freeze.frozen_name }
		],
		blocks: tenders.flatMap((one): Block[] => [
			heading(one.organisationName),
			{ kind: 'list', items: lines(one.id) }
		])
	});
}

async function* decisionItems(
	ctx: Context,
	page: Page,
	ref: RoundRef,
	round: Round,
	folder: string
): AsyncGenerator<Item> {
	const decision = (await decisionOf(ctx.db, round.id))!;
	const reviews = await reviewsOf(ctx.db, round.id);
	const { suppliers } = await phasePage(ctx, ref);
	const { letters, tenders, refused } = await lettersOf(ctx, ref);
	const decided = {
		...head(page, 'Tilldelningsbeslut'),
		meta: [
			{ label: 'Diarienummer', value: decision.diary_number },
			{ label: 'Beslutat', value: t().date(decision.decided_on) },
			{ label: 'Av', value: `${decision.decided_body}, ${decision.decided_by_name}` }
		]
	};
	yield await paperItem(`${folder}/beslut`, decision.decided_at, {
		...decided,
		title: `Tilldelningsbeslut, omgång ${round.number}`,
		blocks: [
			heading('Tilldelade'),
			{ kind: 'list', items: suppliers.map((one) => `${one.name}: ${t().money(one.priceMinor)}`) },
			...section('Avtalsspärr till och med', t().date(decision.standstill_until)),
			...reviews.flatMap((one) =>
				section(
					`Ansökan om överprövning, ${one.court}`,
					`${one.caseNumber}, ${one.outcome ?? 'inte avgjord'}`
				)
			),
			...suppliers.flatMap((one) => [
				...section(`Rapport från ${one.name}`, one.report?.body),
				...section(`Bedömning av ${one.name}`, one.assessment?.reason)
			]),
			...section('Mellanutvärdering', sv(page.evaluations.find((one) => one.roundId === round.id)?.text)),
			...section('Nästa fas', sv(page.gates.find((one) => one.roundId === round.id)?.reason))
		]
	});
	for (const supplier of suppliers)
		for (const [at, file] of supplier.files.entries())
			yield await fileItem(
				ctx,
				`${folder}/rapporter/${numbered(0, supplier.name)}`,
				at,
				file.id,
				decision.decided_at
			);
	for (const [at, letter] of letters.entries()) {
		const to = [...tenders, ...refused].find((one) => one.id === letter.tenderId)?.organisationName ?? '';
		yield await paperItem(
			`${folder}/underrattelser/${numbered(at, to)}`,
			letter.sentAt ?? decision.decided_at,
			{
				...decided,
				kind: 'Underrättelse om beslut',
				title: `Underrättelse till ${to}`,
				blocks: paragraphs(letter.reasons)
			}
		);
	}
}
