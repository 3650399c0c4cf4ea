import { sql } from 'kysely';
import { requirePerson, type Actor } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import { groupedBy } from '#platform/grouped.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { texts, uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import {
	ownSteps,
	passedPhases,
	smallChain,
	type OwnStep,
	type TeamRole
} from '#capabilities/initiatives/index.ts';
import {
	evaluate,
	factNamed,
	gateLines,
	methodVersions,
	type Condition,
	type Facts,
	type MethodDefinition
} from '#capabilities/methods/index.ts';
import { NOTHING, stateFor, type RunState } from './state.ts';

export interface WorkItem {
	slug: string;
	title: LocalText;
	organisation: string;
	phases: ReturnType<typeof smallChain>;
	/** How many conditions of the present gate are not met. */
	lacking: number;
	next: OwnStep[];
	tasks: {
		id: string;
		title: string;
		dueOn: string | null;
		late: boolean;
		assignee: string | null;
		mine: boolean;
	}[];
	dates: { title: LocalText; at: Date; kind: MessageKey }[];
	closedAs: RunRow['closed_as'];
}

interface RunRow {
	id: string;
	slug: string;
	title: unknown;
	organisation: string;
	current_phase: string;
	passed: string[];
	closed_as: 'finished' | 'stopped' | null;
	method_version_id: string;
	organisationId: string;
	publishedAt: Date | null;
	/** The asker's in its team. */
	roles: TeamRole[];
}

const MOST = 40;

/** All my initiatives: what is lacking, who owes what, the next dates. A fixed number of queries, however many. */
export async function myWork(ctx: Context): Promise<WorkItem[]> {
	const personId = requirePerson(ctx);
	const runs = await myRuns(ctx, personId);
	const [methods, states] = await Promise.all([
		methodVersions(
			ctx.db,
			runs.map((run) => run.method_version_id)
		),
		Promise.all(runs.map((run) => (run.closed_as ? NOTHING : stateFor(ctx, run.id))))
	]);
	return runs.map((run, index) =>
		toItem(run, methods.get(run.method_version_id)!.definition.phases, states[index]!, ctx.actor)
	);
}

function toItem(run: RunRow, phases: MethodDefinition['phases'], state: RunState, actor: Actor): WorkItem {
	const gate = run.closed_as ? undefined : phases.find((phase) => phase.key === run.current_phase)?.gate;
	return {
		slug: run.slug,
		title: toText(run.title)!,
		organisation: run.organisation,
		phases: smallChain(phases, { phase: run.current_phase, passed: run.passed, closedAs: run.closed_as }),
		lacking: gate ? lackingFor(gate, state.facts) : 0,
		next: ownSteps(actor, run, state.next),
		tasks: state.tasks.map(({ assigneeId, ...task }) => ({ ...task, mine: assigneeId === actor.personId })),
		dates: state.dates,
		closedAs: run.closed_as
	};
}

/** Where one of several ways is enough, the others are not lacking. */
function lackingFor(gate: Condition, facts: Facts): number {
	if (evaluate(gate, facts) === true) return 0;
	return gateLines(gate, facts, factNamed).filter((line) => !line.met).length;
}

/** Everybody who asks at the same time shares the query. */
async function myRuns(ctx: Context, personId: string): Promise<RunRow[]> {
	const organisations = ctx.actor.memberships.map((membership) => membership.organisationId);
	return (await runsOf(ctx.db, JSON.stringify([personId, organisations.sort()]))) ?? [];
}

const runsOf = askedTogether<RunRow[]>(async (db, keys) => {
	const asked = keys.map((key) => JSON.parse(key) as [person: string, organisations: string[]]);
	const { rows } = await sql<RunRow & { place: number }>`
		select a.place::int, r.* from unnest(${uuids(asked.map(([person]) => person))},
			${texts(asked.map(([, organisations]) => `{${organisations.join()}}`))}) with ordinality as a(person, organisations, place)
		cross join lateral (
			select i.id, i.slug, i.title, o.name as organisation, i.current_phase, i.closed_as, i.method_version_id,
				${passedPhases} as passed,
				i.organisation_id as "organisationId", i.published_at as "publishedAt",
				array(select m.role from team_member m
					where m.initiative_id = i.id and m.person_id = a.person and m.ended_at is null) as roles
			from initiative i join organisation o on o.id = i.organisation_id
			where i.id in (select initiative_id from team_member where person_id = a.person and ended_at is null
				union select id from initiative where organisation_id = any(a.organisations::uuid[]))
			order by i.closed_as is not null, i.updated_at desc limit ${MOST}) r`.execute(db);
	return groupedBy(rows, ({ place, ...run }) => [keys[place - 1]!, run]);
});
