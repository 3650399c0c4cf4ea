import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import { Registry } from '#platform/registry.ts';
import { isSignedIn, type Actor } from './actor.ts';

export * from './actor.ts';

/** Answers null when allowed, otherwise the reason in words. */
export type Rule<Subject> = (actor: Actor, subject: Subject) => MessageKey | null;

export interface Permission<Subject> {
	readonly name: string;
	readonly rule: Rule<Subject>;
}

const registry = new Registry<Permission<never>>('permission');

/** Adds a named permission, e.g. `initiative.edit`. @throws when the name is taken. */
export function definePermission<Subject>(name: string, rule: Rule<Subject>): Permission<Subject> {
	const permission = { name, rule };
	registry.add(name, permission as Permission<never>);
	return permission;
}

/** @throws on a name that nobody defined, so that a misspelling can never mean "allowed". */
export function permissionNamed(name: string): Permission<never> {
	return registry.get(name);
}

export function permissionNames(): string[] {
	return registry
		.entries()
		.map(([name]) => name)
		.sort();
}

/** What drives buttons: the same rule as the door itself. */
export function can<Subject>(actor: Actor, permission: Permission<Subject>, subject: Subject): boolean {
	return permission.rule(actor, subject) === null;
}

/** Notes, for one request, that somebody decided on access. */
export interface AccessLog {
	decided: boolean;
}

/**
 * The one door. Records that a decision was made and throws unless allowed: `sign-in` for visitors,
 * `forbidden` with the reason for others.
 */
export function authorize<Subject>(
	ctx: { actor: Actor; access: AccessLog },
	permission: Permission<Subject>,
	subject: Subject
): void {
	ctx.access.decided = true;
	const reason = permission.rule(ctx.actor, subject);
	if (reason === null) return;
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	throw new AppError('forbidden', reason);
}

/** For pages about oneself: any signed-in person. */
export function requirePerson(ctx: { actor: Actor; access: AccessLog }): string {
	ctx.access.decided = true;
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	return ctx.actor.personId;
}

/** For decisions, openings and administration. */
export function requireSecondFactor(ctx: { actor: Actor }): void {
	if (!ctx.actor.secondFactor) throw new AppError('second-factor', 'error.second-factor');
}
