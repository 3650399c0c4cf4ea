import { sql } from 'kysely';
import { localDateTime } from '#design/text/time.ts';
import { accessRfi, extendDeadlines, manageCalls, setDeadlines } from '#capabilities/calls/index.ts';
import { deadlinesForm, extendForm } from '#capabilities/calls/form.ts';
import { dayWarnings, proposedDeadlines } from '#capabilities/calls/rules.ts';
import { warningText } from '#capabilities/calls/rules.ts';
import { translator } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { questionsUntil, answersUntil, state } = await accessRfi(ctx, params.slug, params.id, manageCalls);
	const { rows } = await sql<{
		today: string;
	}>`select to_char(now() at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as today`.execute(ctx.db);
	const stored =
		questionsUntil && answersUntil
			? { questionsUntil: localDateTime(questionsUntil), answersUntil: localDateTime(answersUntil) }
			: null;
	const t = translator(ctx.lang);
	return {
		published: state !== 'draft',
		set: stored !== null,
		values: stored ?? proposedDeadlines(rows[0]!.today),
		warnings: stored
			? [
					...dayWarnings(stored.questionsUntil).map((warning) =>
						warningText(t, t('rfi.deadlines.questions'), warning)
					),
					...dayWarnings(stored.answersUntil).map((warning) =>
						warningText(t, t('rfi.deadlines.answers'), warning)
					)
				]
			: []
	};
};

const back = (ctx: { lang: string }, params: { slug?: string; id?: string }, page = '') =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}${page}`;

export const actions = {
	set: formAction({
		schema: deadlinesForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await setDeadlines(ctx, params.slug!, params.id!, data);
			// Whoever chose a day that warns sees the sentence at once.
			const warned = [data.questionsUntil, data.answersUntil].some((local) => dayWarnings(local).length > 0);
			return { to: back(ctx, params, warned ? '/deadlines' : ''), flash: 'rfi.saved' };
		}
	}),
	extend: formAction({
		schema: extendForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await extendDeadlines(ctx, params.slug!, params.id!, data);
			return { to: back(ctx, params), flash: 'rfi.extended' };
		}
	})
};
