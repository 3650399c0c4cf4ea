import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { receiptFile, receiptsOf } from '#capabilities/procurements/index.ts';

/** A signed receipt as a plain text file that can be kept anywhere. */
export const GET = async ({ locals: { ctx }, params, url }) => {
	const { receipts } = await receiptsOf(ctx, params.id);
	const wanted = url.searchParams.get('number');
	const receipt = wanted ? receipts.find((one) => String(one.number) === wanted) : receipts[0];
	if (!receipt) throw notFound();
	const { name, content } = receiptFile(receipt, translator(ctx.lang));
	return new Response(content, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
