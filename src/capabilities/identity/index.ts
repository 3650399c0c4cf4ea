/**
 * Who people are: sign-in, sessions, second factor, personas, platform roles. Other capabilities use
 * `createPerson`, `findPersonByEmail`, `personNames` and `actorFor`. How it works: docs/mechanisms/sign-in.md.
 */
import './server/privacy.ts';
import './server/tidy.ts';

export { actorFor, resolveActor, SESSION_DAYS } from './server/actor.ts';
export { openSession, signOut, type AuthCookie } from './server/auth.ts';
export {
	createPerson,
	findPersonByEmail,
	normalEmail,
	personNames,
	type NewPerson,
	type PersonSummary
} from './server/people.ts';
export { demoDoor, isLoopback, listPersonas, signInAsPersona, type PersonaCard } from './server/personas.ts';
export {
	listOutbox,
	outboxAttachment,
	outboxCalendar,
	outboxDoor,
	type OutboxMail
} from './server/outbox.ts';
export {
	confirmSignInLink,
	readSignInLink,
	requestSignInLink,
	type OpenLink,
	type SignedIn
} from './server/sign-in.ts';
export { answerIssuer, isOpenAuthPath, listIssuers, startIssuerSignIn } from './server/oidc.ts';
export {
	beginSecondFactor,
	confirmSecondFactor,
	hasSecondFactor,
	isSecondFactorWanted,
	removeSecondFactor,
	renewRecoveryCodes,
	secondFactorState,
	showSecondFactor,
	type SecondFactorState
} from './server/second-factor.ts';
export { endOtherSessions, endSession, listSessions, type SessionRow } from './server/sessions.ts';
export {
	accountView,
	agreeToEmailChange,
	cancelEmailChange,
	readEmailToken,
	requestEmailChange,
	saveProfile,
	type AccountView,
	type EmailToken
} from './server/account.ts';
export {
	administer,
	elevate,
	elevatedUntil,
	ELEVATION_MINUTES,
	endElevation,
	mayElevate
} from './server/elevation.ts';
export {
	endPlatformRole,
	grantFromConsole,
	grantPlatformRole,
	listPlatformRoles,
	resetSecondFactorFromConsole,
	type PlatformRoleRow
} from './server/platform-roles.ts';
export { installationState, type InstallationState } from './server/installation-state.ts';
export { localPath } from './rules.ts';
