import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { receiptsOf } from '#capabilities/procurements/index.ts';

/** A receipt as a plain text file that can be kept anywhere. */
export const GET = async ({ locals: { ctx }, params, url }) => {
	const { tender, receipts } = await receiptsOf(ctx, params.id);
	const wanted = url.searchParams.get('version');
	const receipt = wanted ? receipts.find((one) => String(one.version) === wanted) : receipts[0];
	if (!receipt) throw notFound();
	const t = translator(ctx.lang);
	const lines = [
		t('procurement.receipt.title'),
		'',
		plainText(tender.procurement.title, ctx.lang),
		tender.organisationName,
		t('procurement.receipt.line', {
			version: receipt.version,
			at: t.dateTime(receipt.receivedAt),
			name: receipt.submittedName
		}),
		receipt.withdrawnAt
			? t('procurement.receipt.withdrawn', {
					at: t.dateTime(receipt.withdrawnAt),
					name: receipt.withdrawnName ?? ''
				})
			: null,
		`${t('procurement.receipt.exact')} ${receipt.receivedAt.toISOString()}`,
		`SHA-256 ${receipt.sha256}`,
		`${t('procurement.receipt.bytes')} ${receipt.bytes}`,
		'',
		t('procurement.receipt.proves')
	];
	return new Response(lines.filter((line) => line !== null).join('\n') + '\n', {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${ctx.lang === 'sv' ? 'kvitto' : 'receipt'}-${receipt.version}.txt"`,
			'cache-control': 'private, no-store'
		}
	});
};
