import { z } from 'zod';
import { newText, type LocalText } from '#platform/i18n/text.ts';
import data from './statement.json' with { type: 'json' };

const known = z.object({
	criterion: z.string().regex(/^[1-4]\.\d\.\d{1,2}$/),
	since: z.iso.date(),
	fixed: z.iso.date().nullable(),
	words: z.object({ sv: z.string().min(1), en: z.string().min(1) })
});

/** What has been found when the platform itself was examined; changed by whoever examines it again. */
export const statement = z
	.object({ firstMade: z.iso.date(), reviewed: z.iso.date(), known: z.array(known) })
	.parse(data);

/** A fault as the statement shows it. */
export interface KnownFault {
	words: LocalText;
	/** WCAG success criterion. */
	criterion: string;
	since: Date | string;
	fixed: Date | string | null;
}

export const builtIn = (): KnownFault[] =>
	statement.known.map(({ words, ...rest }) => ({
		...rest,
		words: newText('sv', words.sv, { en: words.en })
	}));
