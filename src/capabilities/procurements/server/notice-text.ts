import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { accessProcurement, type ProcurementRef } from './access.ts';
import { roundHolders, type Holder } from './holders.ts';
import { nameOfInitiative } from './public.ts';

/**
 * The call with its keys as a text. In a notice that is published elsewhere the keys can be compared with those here,
 * so that whoever tenders need not trust this server alone.
 */
export async function noticeText(ctx: Context, ref: ProcurementRef): Promise<string> {
	const { procurement } = await accessProcurement(ctx, ref);
	const rounds = procurement.rounds.filter((one) => one.tendersUntil && one.publishedAt);
	if (rounds.length === 0 || procurement.cancelledAt) throw notFound();
	const t = translator(ctx.lang);
	const say = (text: Parameters<typeof plainText>[0]) => plainText(text, ctx.lang);
	const parts = [
		t('procurement.notice.head', { title: say(procurement.title) }),
		t('procurement.notice.use'),
		`${t('procurement.notice.buyer')}: ${await nameOfInitiative(ctx, ref.slug)}`,
		procurement.aim ? `${t('procurement.notice.aim')}:\n${say(procurement.aim)}` : '',
		`${t('procurement.notice.page')}:\n${config().PUBLIC_URL}/${ctx.lang}/initiatives/${ref.slug}/procurement/${ref.id}`
	];
	for (const round of rounds) {
		parts.push(`${t('procurement.notice.until')}: ${say(round.name)}, ${t.dateTime(round.tendersUntil!)}`);
		const holders = await roundHolders(ctx.db, round.id);
		if (holders.length > 0) parts.push(keys(t, say(round.name), holders));
	}
	return `${[...parts, t('procurement.notice.by-mistake')].filter(Boolean).join('\n\n')}\n`;
}

function keys(t: ReturnType<typeof translator>, round: string, holders: Holder[]): string {
	// keys: procurement.holders.a procurement.holders.b procurement.holders.e
	const lines = holders.map(
		({ seat, name, fingerprint, recipient }) =>
			`${t(`procurement.holders.${seat}`)}: ${name}\n` +
			`    ${t('procurement.notice.fingerprint')}: ${fingerprint}\n` +
			`    ${t('procurement.notice.recipient')}: ${recipient}`
	);
	return [t('procurement.notice.keys', { round }), ...lines].join('\n');
}
