import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { date, id, text } from '#platform/forms/fields.ts';
import { plainText } from '#platform/i18n/text.ts';
import { translator } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessInitiative,
	activitiesOf,
	addTask,
	assignable,
	changeTask,
	overviewOf,
	passGate,
	leadInitiative,
	planInitiative,
	planPhase,
	setTaskDone,
	stepsToStart,
	tasksOf,
	workInInitiative,
	type GateItem
} from '#capabilities/initiatives/index.ts';
import { say } from '#capabilities/methods/rules.ts';
import { WORK_PAGES } from './pages.ts';

const taskShape = { title: text(200), assigneeId: id.optional(), dueOn: date.optional() };
const slugOf = (event: { params: { slug?: string } }) => event.params.slug!;
const back = (lang: string, slug: string, anchor = '') => `/${lang}/initiatives/${slug}/work${anchor}`;

export const load = async ({ locals: { ctx }, params }) => {
	const { phases, gate, fallen, next, run, method, newer } = await overviewOf(ctx, params.slug);
	const t = translator(ctx.lang);
	const line = (item: GateItem) => ({
		met: item.met,
		text: say(item.condition, t),
		note: item.lacking ? say(item.lacking, t) : null,
		path: item.path && WORK_PAGES.has(item.path) ? item.path : null
	});
	const steps = await stepsToStart(method);
	return {
		title: plainText(run.title, ctx.lang),
		currentPhase: run.currentPhase,
		closedAt: run.closedAt,
		mayPlan: can(ctx.actor, planInitiative, run) && !run.closedAt,
		me: ctx.actor.personId,
		phases: phases.map((phase) => ({ ...phase, name: plainText(phase.name, ctx.lang) })),
		gate: gate.map(line),
		fallen: fallen.map(({ phase, item }) => ({ phase: plainText(phase, ctx.lang), ...line(item) })),
		next,
		steps: steps.map((step) => ({ ...step, starts: step.starts.filter((s) => WORK_PAGES.has(s.path)) })),
		activities: await activitiesOf(ctx.db, run.id),
		tasks: await tasksOf(ctx.db, run.id),
		people: can(ctx.actor, planInitiative, run) ? await assignable(ctx.db, run) : [],
		methodVersion: { key: method.methodKey, number: method.number, name: method.definition.name, newer }
	};
};

export const actions = {
	pass: formAction({
		id: 'pass',
		schema: z.object({ phase: z.string().max(50) }),
		door: (ctx, event) => accessInitiative(ctx, slugOf(event), leadInitiative),
		run: async (ctx, data, event) => {
			const { to } = await passGate(ctx, slugOf(event), { phase: data.phase });
			return {
				to: back(ctx.lang, slugOf(event)),
				flash: to ? 'initiatives.overview.passed' : 'initiatives.overview.finished'
			};
		}
	}),
	plan: formAction({
		id: 'plan',
		schema: z.object({ phase: z.string().max(50), start: date.optional(), end: date.optional() }),
		door: (ctx, event) => accessInitiative(ctx, slugOf(event), planInitiative),
		run: async (ctx, data, event) => {
			await planPhase(ctx, slugOf(event), data);
			return {
				to: back(ctx.lang, slugOf(event), `#phase-${data.phase}`),
				flash: 'initiatives.overview.planned'
			};
		}
	}),
	addTask: formAction({
		id: 'addTask',
		schema: z.object(taskShape),
		door: (ctx, event) => accessInitiative(ctx, slugOf(event), planInitiative),
		run: async (ctx, data, event) => {
			await addTask(ctx, slugOf(event), data);
			return { to: back(ctx.lang, slugOf(event), '#tasks'), flash: 'initiatives.task.added' };
		}
	}),
	changeTask: formAction({
		id: 'changeTask',
		schema: z.object({ ...taskShape, taskId: id }),
		door: (ctx, event) => accessInitiative(ctx, slugOf(event), planInitiative),
		run: async (ctx, data, event) => {
			await changeTask(ctx, slugOf(event), data);
			return { to: back(ctx.lang, slugOf(event), '#tasks'), flash: 'initiatives.task.changed' };
		}
	}),
	setTask: formAction({
		id: 'setTask',
		schema: z.object({ taskId: id, done: z.enum(['yes', 'no']) }),
		door: (ctx, event) => accessInitiative(ctx, slugOf(event), workInInitiative),
		run: async (ctx, data, event) => {
			await setTaskDone(ctx, slugOf(event), { taskId: data.taskId, done: data.done === 'yes' });
			return {
				to: back(ctx.lang, slugOf(event), '#tasks'),
				flash: data.done === 'yes' ? 'initiatives.task.done' : 'initiatives.task.reopened'
			};
		}
	})
};
