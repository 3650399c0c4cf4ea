import { newText, type LocalText } from '#platform/i18n/text.ts';
import type { Band } from './rules.ts';

/** The staircase that a new initiative begins from. Its owner renames, adds and removes steps. */
export const STAIRCASE: readonly { band: Band; name: LocalText; evidence: LocalText }[] = [
	{
		band: 'output',
		name: newText('sv', 'Insatserna blir av', { en: 'The activities happen' }),
		evidence: newText('sv', 'Verksamhetslogg, budget', { en: 'Activity log, budget' })
	},
	{
		band: 'output',
		name: newText('sv', 'Vi når dem vi vill nå', { en: 'We reach those we want to reach' }),
		evidence: newText('sv', 'Närvaro jämförd med målgruppen', {
			en: 'Attendance compared with the target group'
		})
	},
	{
		band: 'output',
		name: newText('sv', 'De vill vara med och stannar kvar', { en: 'They want to take part, and stay' }),
		evidence: newText('sv', 'Fullföljer, är nöjda', { en: 'They complete it and are satisfied' })
	},
	{
		band: 'outcome',
		name: newText('sv', 'Kunskap och tilltro ändras', { en: 'Knowledge and confidence change' }),
		evidence: newText('sv', 'Samma frågor före och efter', { en: 'The same questions before and after' })
	},
	{
		band: 'outcome',
		name: newText('sv', 'Vardagen ändras', { en: 'Everyday life changes' }),
		evidence: newText('sv', 'Uppföljning, observation', { en: 'Follow-up, observation' })
	},
	{
		band: 'outcome',
		name: newText('sv', 'Livsvillkoren ändras', { en: 'Living conditions change' }),
		evidence: newText('sv', 'Registerdata efter 6–24 månader', { en: 'Register data after 6–24 months' })
	},
	{
		band: 'impact',
		name: newText('sv', 'Samhället ändras', { en: 'Society changes' }),
		evidence: newText('sv', 'Områdets siffror, och en berättelse om vårt bidrag', {
			en: 'Figures of the area, and an account of our contribution'
		})
	}
];
