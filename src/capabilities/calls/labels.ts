import type { MessageKey, Translator } from '#platform/i18n/index.ts';
import type { DayWarning } from '#platform/days.ts';
import { QUESTION_KINDS, TEXT_PARTS, type QuestionKind, type TextPart } from './form.ts';

// keys: rfi.kind.short rfi.kind.long rfi.kind.number rfi.kind.one rfi.kind.several rfi.kind.yes-no rfi.kind.file
export const kindLabel = (kind: QuestionKind): MessageKey => `rfi.kind.${kind}`;

// keys: rfi.part.background rfi.part.desiredEffect rfi.part.targetGroup rfi.part.constraints rfi.part.notSought rfi.part.next
export const partLabel = (part: TextPart): MessageKey => `rfi.part.${part}`;

// keys: rfi.part.background.hint rfi.part.desiredEffect.hint rfi.part.targetGroup.hint rfi.part.constraints.hint
// keys: rfi.part.notSought.hint rfi.part.next.hint
export const partHint = (part: TextPart): MessageKey => `rfi.part.${part}.hint`;

// keys: rfi.lang.sv rfi.lang.en rfi.lang.fi rfi.lang.da rfi.lang.nb
export const langLabel = (lang: 'sv' | 'en' | 'fi' | 'da' | 'nb'): MessageKey => `rfi.lang.${lang}`;

// keys: rfi.state.draft rfi.state.questions rfi.state.answers rfi.state.closed rfi.state.cancelled
export const stateLabel = (state: 'draft' | 'questions' | 'answers' | 'closed' | 'cancelled'): MessageKey =>
	`rfi.state.${state}`;

export const kindOptions = (t: Translator) =>
	QUESTION_KINDS.map((kind) => ({ value: kind, label: t(kindLabel(kind)) }));
export const partLabels = (t: Translator) => TEXT_PARTS.map((part) => ({ part, label: t(partLabel(part)) }));

/** Why a deadline is badly chosen, as one sentence. `which` is "Sista dag för svar" or the like. */
export function warningText(t: Translator, which: string, warning: DayWarning): string {
	if (warning.kind === 'weekend') {
		return t(warning.day === 'saturday' ? 'rfi.warn.saturday' : 'rfi.warn.sunday', { which });
	}
	if (warning.kind === 'holiday') return t('rfi.warn.holiday', { which, name: warning.name });
	return t(warning.kind === 'july' ? 'rfi.warn.july' : 'rfi.warn.night', { which });
}
