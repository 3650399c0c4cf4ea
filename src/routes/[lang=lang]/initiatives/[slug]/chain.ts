import type { ChainPlace } from '#design/index.ts';
import { readParams } from '#platform/i18n/params.ts';
import type { Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { PublicInitiative } from '#capabilities/initiatives/index.ts';

/** The chain as visitors see it: what happened or is open where something is, else what is planned. */
export function chainPlaces(phases: PublicInitiative['phases'], t: Translator): ChainPlace[] {
	return phases.map((phase) => {
		const notes = phase.notes.map((note) => t(note.text, readParams(t, note.params)));
		const path = phase.notes.find((note) => note.path)?.path;
		return {
			name: plainText(phase.name, t.lang),
			note: notes.length > 0 ? notes.join('. ') : planned(phase, t),
			href: path && `/${t.lang}${path}`,
			state: phase.state
		};
	});
}

function planned(phase: PublicInitiative['phases'][number], t: Translator): string | undefined {
	if (phase.skipped) return t('initiatives.phase.skipped-short');
	if (phase.state === 'done')
		return phase.passedAt ? t('initiatives.public.done', { date: t.date(phase.passedAt) }) : undefined;
	if (phase.state === 'now' && phase.plannedEnd)
		return t('initiatives.public.until', { date: t.date(phase.plannedEnd) });
	if (phase.state === 'todo' && phase.plannedStart)
		return t('initiatives.public.planned', { date: t.date(phase.plannedStart) });
	return undefined;
}
