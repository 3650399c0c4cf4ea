import type { Translator } from '#platform/i18n/index.ts';
import { PLAN_KIND_WORDS, type PhasePlan } from './form.ts';

/** "Prototyp · 2 platser · 35 % av budgeten · 8 månader" */
export function sayPlan(plan: PhasePlan, t: Translator): string {
	return [
		t(PLAN_KIND_WORDS[plan.kind]),
		plan.places === undefined ? '' : t('methods.plan.say.places', { count: plan.places }),
		plan.share === undefined ? '' : t('methods.plan.say.share', { share: plan.share }),
		plan.months === undefined ? '' : t('methods.plan.say.months', { count: plan.months }),
		plan.anonymous ? t('methods.plan.say.anonymous') : ''
	]
		.filter(Boolean)
		.join(' · ');
}
