import { z } from 'zod';
import { id, longText, text } from '#platform/forms/fields.ts';
import { LANGS } from '#platform/i18n/lang.ts';

export const email = z.email({ error: 'form.error.email' }).max(254);
const next = z.string().max(1000).optional();

export const personaForm = z.object({ persona: text(60) });
export const emailLinkForm = z.object({ email, next });
export const confirmLinkForm = z.object({ token: text(100), name: text(120, 2).optional() });
export const issuerForm = z.object({ issuer: text(60), next });

/** Six digits from the app, or a recovery code; people type spaces and dashes in both. */
const code = z
	.string()
	.transform((value) => value.replace(/[\s-]/g, '').toLowerCase())
	.pipe(z.string().regex(/^(\d{6}|[a-z2-7]{10})$/, { error: 'identity.code.shape' }));

export const stepUpForm = z.object({ code, next });
export const codeForm = z.object({ code });
export const plainForm = z.object({});

export const profileForm = z.object({ name: text(120, 2), lang: z.enum(LANGS) });
export const newEmailForm = z.object({ email });
export const emailTokenForm = z.object({ token: text(100) });
export const sessionForm = z.object({ session: id });

export const elevationForm = z.object({ reason: longText(500, 10) });
export const platformRoleForm = z.object({
	email,
	role: z.enum(['process-leader', 'administrator']),
	node: z.string().trim().max(100).optional()
});
export const endRoleForm = z.object({ role: id });
