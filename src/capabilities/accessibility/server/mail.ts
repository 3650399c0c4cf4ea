import { z } from 'zod';
import { config } from '#platform/server/config.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { defineMail, personRecipient } from '#platform/server/mail/index.ts';

/** Tells whoever handles faults that one has come. The words stand on the page, not in the mail. */
export const faultMail = defineMail({
	name: 'accessibility.told',
	schema: z.object({ faultId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ t, recipient }) => ({
		subject: t('accessibility.mail.subject'),
		body: [
			t('accessibility.mail.text'),
			{
				link: `${config().PUBLIC_URL}/${recipient.lang}/accessibility/told`,
				text: t('accessibility.mail.link')
			}
		],
		reason: t('accessibility.mail.reason')
	})
});

/** Process leaders and administrators. */
export async function receivers(tx: Tx): Promise<string[]> {
	const rows = await tx
		.selectFrom('platform_role')
		.select('person_id')
		.distinct()
		.where('role', 'in', ['process-leader', 'administrator'])
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.person_id);
}
