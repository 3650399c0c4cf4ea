import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { deadlineFile } from '#platform/server/calendar/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { presentRound } from '../lots.ts';
import { accessProcurement, type ProcurementRef } from './access.ts';

/** Deadlines of the newest published round; the same ids and a rising sequence as they are extended. */
export async function tenderCalendar(ctx: Context, ref: ProcurementRef): Promise<string> {
	const { procurement } = await accessProcurement(ctx, ref);
	const round = presentRound(procurement);
	if (!round || procurement.cancelledAt) throw notFound();
	const moved = await ctx.db
		.selectFrom('round_extension')
		.select('extended_at as at')
		.where('round_id', '=', round.id)
		.orderBy('extended_at')
		.execute();
	const t = translator(ctx.lang);
	const title = plainText(procurement.title, ctx.lang);
	const tenders = {
		id: `${round.id}-tenders`,
		at: round.tendersUntil!,
		summary: t('procurement.calendar.tenders', { title })
	};
	const questions = round.questionsUntil
		? [
				{
					id: `${round.id}-questions`,
					at: round.questionsUntil,
					summary: t('procurement.calendar.questions', { title })
				}
			]
		: [];
	return deadlineFile({
		name: title,
		url: `${config().PUBLIC_URL}/${ctx.lang}/initiatives/${ref.slug}/procurement/${ref.id}`,
		sequence: moved.length,
		stamp: moved.at(-1)?.at ?? round.publishedAt!,
		events: [...questions, tenders]
	});
}
