import { receiptFor, receiptLines } from '#capabilities/calls/index.ts';
import { translator } from '#platform/i18n/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const receipt = await receiptFor(ctx, params.id);
	return {
		id: receipt.id,
		ended: receipt.ended?.as ?? null,
		lines: receiptLines(receipt, translator(ctx.lang)).map((line) => {
			const at = line.indexOf(': ');
			return { label: line.slice(0, at), value: line.slice(at + 2) };
		})
	};
};
