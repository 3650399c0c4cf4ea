import { TZDate } from '@date-fns/tz';
import { getVtimezoneComponent } from '@touch4it/ical-timezones';
import ical from 'ical-generator';
import { TIME_ZONE, translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { readCall } from './public.ts';

/** The call's two deadlines as a calendar file; the same ids and a rising sequence as they are extended. */
export async function deadlineCalendar(ctx: Context, slug: string, id: string): Promise<string> {
	const { rfi, content, deadlines } = await readCall(ctx, slug, id);
	const t = translator(ctx.lang);
	const title = plainText(content.title, ctx.lang);
	const url = `${config().PUBLIC_URL}/${ctx.lang}/initiatives/${slug}/rfi/${id}`;
	const calendar = ical({ name: title });
	calendar.timezone({ name: null, generator: getVtimezoneComponent } as never);
	const add = (kind: 'questions' | 'answers', at: Date) =>
		calendar.createEvent({
			id: `${id}-${kind}@motesplats`,
			sequence: deadlines.length - 1,
			stamp: deadlines.at(-1)?.setAt ?? at,
			timezone: TIME_ZONE,
			start: new TZDate(+at - 15 * 60_000, TIME_ZONE),
			end: new TZDate(+at, TIME_ZONE),
			// keys: rfi.calendar.questions rfi.calendar.answers
			summary: t(`rfi.calendar.${kind}`, { title }),
			description: url,
			url
		});
	add('questions', rfi.questionsUntil!);
	add('answers', rfi.answersUntil!);
	return calendar.toString();
}
