import { isLang, type Lang } from '#platform/i18n/lang.ts';
import type { Actor } from '#platform/access/actor.ts';

/**
 * Where to go after signing in: only paths of our own under a language, so that no link can use the sign-in
 * page to send somebody elsewhere. Anything else gives the front page.
 */
export function localPath(next: string | null | undefined, lang: Lang): string {
	const home = `/${lang}`;
	// eslint-disable-next-line no-control-regex -- browsers drop control characters, which could hide a second slash
	if (!next || next.length > 1000 || /[\\\x00-\x20]/.test(next)) return home;
	const url = URL.parse(next, 'http://here.invalid');
	if (!url || url.origin !== 'http://here.invalid' || !next.startsWith('/') || url.pathname.includes('//'))
		return home;
	return isLang(url.pathname.split('/')[1]) ? url.pathname + url.search + url.hash : home;
}

/** Tasks where a stolen session would cost most: those who have them are asked to show a second factor. */
export const SENSITIVE_TEAM_ROLES = ['opener', 'evaluator', 'procurement-officer'] as const;

/** Should this person have a second factor? `teamRoles` are their present roles in initiatives. */
export function shouldHaveSecondFactor(actor: Actor, teamRoles: readonly string[]): boolean {
	if (actor.mayElevate || actor.platformRoles.length > 0) return true;
	if (actor.memberships.some(({ role }) => role === 'decision-maker')) return true;
	return teamRoles.some((role) => (SENSITIVE_TEAM_ROLES as readonly string[]).includes(role));
}

export interface Device {
	browser: string | null;
	system: string | null;
}

const BROWSERS: [RegExp, string][] = [
	[/\bEdgA?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\b(Firefox|FxiOS)\//, 'Firefox'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\b(Headless)?(Chrome|CriOS|Chromium)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];

const SYSTEMS: [RegExp, string][] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'Mac'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bLinux\b/, 'Linux']
];

/** What a browser says it is, in words that its owner recognises. Order matters: they all claim to be each other. */
export function deviceOf(userAgent: string | null): Device {
	const find = (list: [RegExp, string][]) =>
		list.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? null;
	return { browser: find(BROWSERS), system: find(SYSTEMS) };
}
