/**
 * Who people are: sign-in, sessions, second factor, personas, platform roles. Other capabilities use
 * `createPerson`, `findPersonByEmail`, `personNames` and `actorFor`.
 */
export { actorFor, resolveActor } from './server/actor.ts';
export { signOut, type AuthCookie } from './server/auth.ts';
export {
	createPerson,
	findPersonByEmail,
	normalEmail,
	personNames,
	type NewPerson,
	type PersonSummary
} from './server/people.ts';
export { demoDoor, isLoopback, listPersonas, signInAsPersona, type PersonaCard } from './server/personas.ts';
