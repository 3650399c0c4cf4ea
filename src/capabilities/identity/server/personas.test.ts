import { afterEach, describe, expect, test } from 'vitest';
import { VISITOR } from '#platform/access/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { forgetConfig } from '#platform/server/config.ts';
import { markInstallation } from '#platform/server/installation.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { browserWith, contextOf } from '../testing.ts';
import { resolveActor } from './actor.ts';
import { listOutbox, outboxCalendar } from './outbox.ts';
import { createPerson } from './people.ts';
import { isLoopback, listPersonas, signInAsPersona } from './personas.ts';

const { db } = await testDb();
const visitor = contextOf(db, VISITOR);
await db.transaction().execute((tx) =>
	createPerson(tx, {
		name: 'Astrid Lund',
		email: 'astrid@example.org',
		persona: {
			key: 'astrid',
			position: 1,
			role: newText('sv', 'Chef', { en: 'Head' }),
			about: newText('sv', 'Godkänn något.')
		}
	})
);
await db.transaction().execute((tx) => createPerson(tx, { name: 'Real', email: 'real@example.org' }));

const settings = (values: Record<string, string>) => {
	Object.assign(process.env, values);
	forgetConfig();
};
afterEach(() => {
	for (const name of ['HOST', 'PUBLIC_URL', 'TRUST_PROXY', 'SMTP_URL']) delete process.env[name];
	forgetConfig();
});

const everything = [
	() => listPersonas(visitor),
	() => signInAsPersona(visitor, 'astrid', new Headers()),
	() => listOutbox(visitor, { page: 1 }),
	() => outboxCalendar(visitor, '00000000-0000-4000-8000-000000000000')
];

async function allAreHidden(): Promise<void> {
	for (const one of everything) await expect(one()).rejects.toMatchObject({ code: 'not-found' });
}

test('in a database that is not marked as demo there are no personas and no outbox', async () => {
	expect(isLoopback()).toBe(true);
	await allAreHidden();
});

describe('in a demo world', () => {
	test.each([
		['listening to everybody', { HOST: '0.0.0.0' }],
		['with a public address', { PUBLIC_URL: 'https://moten.example' }],
		['behind a proxy', { TRUST_PROXY: 'true' }]
	])('%s there are none either', async (_name, values) => {
		await markInstallation(db, true);
		settings(values as Record<string, string>);
		expect(isLoopback()).toBe(false);
		await allAreHidden();
	});

	test('a persona is signed in with one click, second factor and all', async () => {
		await markInstallation(db, true);
		expect(await listPersonas(visitor)).toMatchObject([
			{ key: 'astrid', name: 'Astrid Lund', role: { text: 'Chef' }, about: { text: 'Godkänn något.' } }
		]);
		const cookies = await signInAsPersona(visitor, 'astrid', new Headers());
		expect(await resolveActor(db, browserWith(cookies))).toMatchObject({
			name: 'Astrid Lund',
			secondFactor: true
		});
	});

	test('nobody real is signed in that way', async () => {
		await expect(signInAsPersona(visitor, 'real', new Headers())).rejects.toMatchObject({
			code: 'not-found'
		});
	});

	test('mails are read newest first, with their links; not when a mail server takes them', async () => {
		const mail = { template: 't', recipient: 'a@example.org', lang: 'sv', body_html: '' };
		await db
			.insertInto('outbox')
			.values({ ...mail, subject: 'Old', body_text: 'x', at: new Date('2026-01-01') })
			.execute();
		await db
			.insertInto('outbox')
			.values({
				...mail,
				subject: 'New',
				body_text: 'Hej\n\nÖppna:\nhttps://example.org/a\n',
				calendar: 'BEGIN:VCALENDAR',
				calendar_method: 'REQUEST'
			})
			.execute();
		const { mails, more } = await listOutbox(visitor, { page: 1, to: 'a@example.org' });
		expect(mails.map(({ subject }) => subject)).toEqual(['New', 'Old']);
		expect(mails[0]!.body[1]).toEqual([
			{ text: 'Öppna:', href: null },
			{ text: 'https://example.org/a', href: 'https://example.org/a' }
		]);
		expect(more).toBe(false);
		expect(await outboxCalendar(visitor, mails[0]!.id)).toBe('BEGIN:VCALENDAR');
		await expect(outboxCalendar(visitor, mails[1]!.id)).rejects.toMatchObject({ code: 'not-found' });
		settings({ SMTP_URL: 'smtp://127.0.0.1:9' });
		await expect(listOutbox(visitor, { page: 1 })).rejects.toMatchObject({ code: 'not-found' });
	});
});
