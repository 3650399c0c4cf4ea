import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { accessInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { stageOf, type GroupCounts, type Stage } from '../rules.ts';
import { accessWorkshop, selectWorkshops, toWorkshop, type Workshop } from './access.ts';
import { openMyWorkshop } from './answer.ts';
import { attendingGroups } from './attendance.ts';
import { calendarOf } from './calendar.ts';
import { minutesFiles } from './queries.ts';

/** The calendar file of the public page: the same UID and sequence as in the mails. */
export async function workshopCalendar(ctx: Context, slug: string, id: string): Promise<string> {
	const { workshop } = await accessWorkshop(ctx, slug, id);
	const url = `${config().PUBLIC_URL}/${ctx.lang}/initiatives/${slug}/workshops/${id}`;
	const { sequence } = workshop;
	const method = workshop.cancelledAt ? 'CANCEL' : 'PUBLISH';
	return calendarOf(workshop, { method, sequence, lang: ctx.lang, url });
}

/** Published minutes for the holder of a personal link with a place; null before that and for others. */
export async function myWorkshopMinutes(
	ctx: Context,
	token: string
): Promise<{ text: LocalText | null; files: { id: string; name: string; size: number }[] } | null> {
	const { workshop, place } = await openMyWorkshop(ctx, token);
	if (!workshop.minutesPublishedAt || !place || place.withdrawn) return null;
	return { text: workshop.minutes, files: await minutesFiles(ctx.db, workshop.id, true) };
}

export interface PublicLine {
	workshop: Pick<Workshop, 'id' | 'title' | 'startsAt' | 'endsAt' | 'form' | 'placeName'>;
	stage: Stage;
	present: GroupCounts | null;
}

/** Workshops of one initiative for visitors, newest first. */
export async function publicWorkshops(
	ctx: Context,
	slug: string
): Promise<{ initiative: Initiative; workshops: PublicLine[] }> {
	const initiative = await accessInitiative(ctx, slug);
	const rows = await selectWorkshops(ctx.db)
		.where('w.initiative_id', '=', initiative.id)
		.where('a.published_at', 'is not', null)
		.orderBy('a.starts_at', 'desc')
		.limit(200)
		.execute();
	const workshops: PublicLine[] = [];
	for (const workshop of rows.map(toWorkshop)) {
		const { id, title, startsAt, endsAt, form, placeName } = workshop;
		workshops.push({
			workshop: { id, title, startsAt, endsAt, form, placeName },
			stage: stageOf(workshop),
			present: workshop.attendanceRecordedAt ? await attendingGroups(ctx.db, id) : null
		});
	}
	return { initiative, workshops };
}
