/** Initiatives: runs of a method, with team, gates, tasks and dossier. Kinds of activity plug in by `kind.ts`. */
import './server/privacy.ts';

export * from './kind.ts';
export * from './server/access.ts';
export { smallChain } from './moving.ts';
export { passedPhases } from './server/passed.ts';
export { ownSteps, type OwnStep } from './server/next.ts';
export { createActivity, type NewActivity } from './server/activity.ts';
export { addToDossier, type DossierEntry } from './server/dossier.ts';
export { publishInitiative } from './server/publish.ts';
export {
	organisationsToStartFor,
	startForOrganisation,
	startInitiative,
	type StartInput
} from './server/start.ts';
export { addToTeam, colleaguesToInvite, removeFromTeam, teamOf, type TeamPerson } from './server/team.ts';
export {
	answerTeamInvitation,
	inviteToTeam,
	countTeamInvitations,
	myTeamInvitations,
	openTeamInvitations,
	revokeTeamInvitation,
	type MyTeamInvitation,
	type TeamInvitation
} from './server/invitations.ts';
export { workNavigation, type WorkNavigation } from './server/navigation.ts';
export { factsFor, factsOfRun, nextStepsOf } from './server/facts.ts';
export {
	overviewOf,
	phaseStates,
	stepsToStart,
	type GateItem,
	type Overview,
	type PhaseState,
	type StepToStart
} from './server/overview.ts';
export {
	passagesOf,
	passGate,
	refuseClosed,
	stopInitiative,
	type Passage,
	type PassInput
} from './server/gates.ts';
export {
	activitiesOf,
	describeInitiative,
	planPhase,
	type DescribeInput,
	type StepActivity
} from './server/plan.ts';
export {
	addTask,
	assignable,
	changeTask,
	insertTask,
	setTaskDone,
	tasksOf,
	type Task,
	type TaskInput
} from './server/tasks.ts';
export {
	exportInitiatives,
	LIST_PAGE,
	listInitiatives,
	type FacetOption,
	type InitiativeList,
	type ListRow
} from './server/list.ts';
export { followersOf, followInitiative } from './server/follow.ts';
export {
	pathWithin,
	publicInitiative,
	publicParts,
	readersParts,
	type OpenAction,
	type PublicInitiative,
	type PublicParts
} from './server/public.ts';
export type { Paper } from './server/story.ts';
export {
	methodOutcomes,
	runsBehind,
	runsUnderWay,
	type MethodOutcomes,
	type MethodRun
} from './server/outcomes.ts';
export { moveToVersion, type MoveInput } from './server/move.ts';
export {
	movesOf,
	previewMove,
	versionsToMoveTo,
	type Move,
	type MovePreview
} from './server/move-preview.ts';
export {
	addDossierEntry,
	dossierOf,
	redactDossierEntry,
	releaseDossier,
	releasesOf,
	type DossierInput,
	type DossierRow,
	type ReleaseEntry
} from './server/dossier-work.ts';
