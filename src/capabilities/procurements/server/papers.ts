import { translator, type Lang, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { recordFile } from '#platform/server/audit/record.ts';
import type { Context } from '#platform/server/context.ts';
import type { DocumentModel } from '#platform/server/documents/index.ts';
import { titleWithLot } from '../lots.ts';
import type { RoundRef } from './access.ts';
import { tenderLetter } from './my.ts';
import { openingProtocol } from './opening-list.ts';
import { tenderChain } from './tender-access.ts';
import { nameOfInitiative } from './public.ts';

const pageWords = (t: Translator) => ({ page: t('procurement.paper.page'), of: t('procurement.paper.of') });

/** The decision letter of one's own tender, in the language it was written in. */
export async function letterPaper(
	ctx: Context,
	tenderId: string
): Promise<{ model: DocumentModel; name: string }> {
	const { tender, letter } = await tenderLetter(ctx, tenderId);
	const t = translator(letter.lang as Lang);
	const title = titleWithLot(t, tender.procurement.title, tender.round.lot);
	const texts = [
		...letter.reasons.split(/\n{2,}/),
		t('procurement.letter.standstill', { date: t.date(letter.standstillUntil), kind: letter.standstill }),
		t('procurement.letter.ask')
	];
	const model: DocumentModel = {
		lang: t.lang,
		kind: t('procurement.paper.decision'),
		title,
		sender: await nameOfInitiative(ctx, tender.slug),
		meta: [
			{ label: t('procurement.paper.to'), value: tender.organisationName },
			{ label: t('procurement.decision.on'), value: t.date(letter.decidedOn) },
			{ label: t('procurement.paper.by'), value: letter.decidedBody },
			{ label: t('procurement.decision.diary'), value: letter.diaryNumber },
			...(letter.paragraph ? [{ label: t('procurement.decision.paragraph'), value: letter.paragraph }] : [])
		],
		blocks: [
			...texts.map((text) => ({ kind: 'text' as const, text })),
			{ kind: 'signatures', people: [{ name: letter.decidedByName }] }
		],
		pageWords: pageWords(t)
	};
	return { model, name: `${t('procurement.paper.decision')} ${tender.organisationName}` };
}

/**
 * Everything that was recorded of a round, from its tenders and its initiative, as one file that verifies offline.
 * For those assigned, after the opening.
 */
export async function roundRecord(ctx: Context, ref: RoundRef): Promise<{ name: string; content: string }> {
	const { run, procurement, round, opening, tenders } = await openingProtocol(ctx, ref);
	const t = translator(ctx.lang);
	const chains = [`initiative:${run.id}`, ...tenders.map(({ id }) => tenderChain(id))];
	const content = await recordFile(ctx.db, chains, {
		procurement: plainText(procurement.title, ctx.lang),
		procurementId: procurement.id,
		...(round.lot ? { lot: round.lot.position } : {}),
		phase: round.step,
		opened: opening.opened_at.toISOString(),
		openedBy: [opening.first_name, opening.second_name],
		...(opening.observer ? { observer: opening.observer } : {}),
		tenders: tenders.map(({ id, organisationName, version, sha256 }) => ({
			tender: id,
			organisation: organisationName,
			version,
			sha256
		}))
	});
	return { name: `${t('procurement.record.file')}-${round.number}.txt`, content };
}

/** The attested opening list. */
export async function openingPaper(
	ctx: Context,
	ref: RoundRef
): Promise<{ model: DocumentModel; name: string }> {
	const { run, procurement, round, opening, tenders } = await openingProtocol(ctx, ref);
	const t = translator(ctx.lang);
	const params = {
		at: t.dateTime(opening.opened_at),
		first: opening.first_name,
		second: opening.second_name
	};
	const model: DocumentModel = {
		lang: t.lang,
		kind: t('procurement.paper.opening'),
		title: titleWithLot(t, procurement.title, round.lot),
		sender: run.organisationName,
		meta: [
			{ label: t('procurement.money.phase'), value: `${round.step}. ${plainText(round.name, t.lang)}` },
			{ label: t('procurement.round.tenders-until'), value: t.dateTime(round.tendersUntil!) }
		],
		blocks: [
			{ kind: 'text', text: t('procurement.opening.done', params) },
			...(opening.observer
				? [
						{
							kind: 'text' as const,
							text: t('procurement.opening.observer', { observer: opening.observer })
						}
					]
				: []),
			{
				kind: 'table',
				caption: t('procurement.opening.list'),
				head: [
					t('procurement.opening.tenderer'),
					t('procurement.opening.received'),
					t('procurement.opening.version'),
					t('procurement.opening.hash')
				],
				rows: tenders.map((row) => [
					[row.organisationName, ...row.partnerNames].join(', '),
					t.dateTime(row.receivedAt),
					String(row.version),
					// In groups, so that it breaks over lines.
					row.sha256.replace(/(.{8})(?=.)/g, '$1 ')
				])
			},
			{ kind: 'signatures', people: [{ name: opening.first_name }, { name: opening.second_name }] }
		],
		pageWords: pageWords(t)
	};
	return { model, name: `${t('procurement.paper.opening')} ${round.number}` };
}
