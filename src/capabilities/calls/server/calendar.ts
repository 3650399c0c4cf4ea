import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { deadlineFile } from '#platform/server/calendar/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { readCall } from './public.ts';

/** The call's two deadlines as a calendar file; the same ids and a rising sequence as they are extended. */
export async function deadlineCalendar(ctx: Context, slug: string, id: string): Promise<string> {
	const { rfi, content, deadlines } = await readCall(ctx, slug, id);
	const t = translator(ctx.lang);
	const title = plainText(content.title, ctx.lang);
	return deadlineFile({
		name: title,
		url: `${config().PUBLIC_URL}/${ctx.lang}/initiatives/${slug}/rfi/${id}`,
		sequence: deadlines.length - 1,
		stamp: deadlines.at(-1)?.setAt ?? rfi.answersUntil!,
		events: [
			{ id: `${id}-questions`, at: rfi.questionsUntil!, summary: t('rfi.calendar.questions', { title }) },
			{ id: `${id}-answers`, at: rfi.answersUntil!, summary: t('rfi.calendar.answers', { title }) }
		]
	});
}
