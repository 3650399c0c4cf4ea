import type { MessageKey } from '#platform/i18n/keys.ts';

/**
 * What challenges, organisations, insights and calls are about. A controlled list: the key is stored, the
 * words stand in messages/<lang>/themes.json. Keys stay for ever; a new theme is a line here and there.
 */
export const THEMES = [
	'rights-of-the-child',
	'equal-health',
	'mental-health',
	'schooling',
	'safety-in-public-space',
	'future-of-work',
	'work-integration',
	'digital-inclusion',
	'homelessness',
	'housing',
	'migration-and-establishment',
	'ageing',
	'disability-rights',
	'gender-equality',
	'violence-prevention',
	'crime-prevention',
	'addiction',
	'loneliness',
	'democracy',
	'culture-and-leisure',
	'local-development',
	'climate-and-just-transition',
	'circular-economy',
	'food',
	'mobility',
	'crisis-preparedness'
] as const;
export type Theme = (typeof THEMES)[number];

/** Whom it is for. Stored by key, like themes. */
export const TARGET_GROUPS = [
	'everyone',
	'small-children',
	'children',
	'young-people',
	'young-adults',
	'parents',
	'older-people',
	'people-with-disabilities',
	'people-with-mental-ill-health',
	'people-outside-work',
	'people-new-in-sweden',
	'national-minorities',
	'lgbtqi-people',
	'women-exposed-to-violence',
	'people-without-a-home',
	'people-with-addiction',
	'people-leaving-crime',
	'carers',
	'professionals',
	'rural-residents'
] as const;
export type TargetGroup = (typeof TARGET_GROUPS)[number];

export function isTheme(value: string): value is Theme {
	return (THEMES as readonly string[]).includes(value);
}

export function isTargetGroup(value: string): value is TargetGroup {
	return (TARGET_GROUPS as readonly string[]).includes(value);
}

// keys: theme.*
/** The message key of a theme's name: `t(themeKey(theme))`. */
export function themeKey(theme: Theme): MessageKey {
	return `theme.${theme}`;
}

// keys: target-group.*
/** The message key of a target group's name. */
export function targetGroupKey(group: TargetGroup): MessageKey {
	return `target-group.${group}`;
}
