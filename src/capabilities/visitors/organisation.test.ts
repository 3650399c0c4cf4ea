import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import '../../composition.ts';
import { createActivity } from '#capabilities/initiatives/index.ts';
import {
	makeInitiative,
	makeOrganisation,
	type MadeInitiative,
	type MadeOrganisation
} from '#capabilities/initiatives/testing.ts';
import { newText } from '#platform/i18n/text.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { openNow, takesPart } from './index.ts';

const { db } = await testDb();
let run: MadeInitiative;
let guest: MadeOrganisation;

/** A workshop with the guest present, when attendance has been recorded. */
async function workshop(of: MadeInitiative, hours: number, recorded: boolean): Promise<void> {
	const id = await db.transaction().execute((tx) =>
		createActivity(tx, of.coordinator.ctx, {
			initiativeId: of.id,
			kind: 'workshop',
			title: newText('sv', 'Verkstad')
		})
	);
	await sql`update activity set published_at = now(), starts_at = now() + make_interval(hours => ${hours}::int),
		ends_at = now() + make_interval(hours => ${hours}::int + 2) where id = ${id}`.execute(db);
	await sql`insert into workshop (id, initiative_id, form, attendance_recorded_at)
		values (${id}, ${of.id}, 'on-site', ${recorded ? sql`now()` : null})`.execute(db);
	await sql`insert into workshop_headcount (workshop_id, organisation_id, of_group, persons)
		values (${id}, ${guest.id}, 'civil-society', 2)`.execute(db);
}

beforeAll(async () => {
	loadMessages();
	run = await makeInitiative(db, { title: 'Synlig', published: true });
	guest = await makeOrganisation(db, { sector: 'civil-society' });
	await workshop(run, -48, true);
	await workshop(await makeInitiative(db, { title: 'HEMLIG' }), -48, true);
	await workshop(await makeInitiative(db, { title: 'Inte än', published: true }), -2, false);
});

test('an organisation’s page tells what it takes part in, published and recorded only', async () => {
	expect(await takesPart(db, guest.id, 'sv', true)).toEqual([
		{ title: 'Synlig', lang: 'sv', path: `/initiatives/${run.slug}`, note: 'Verkstäder' }
	]);
	expect(await takesPart(db, guest.id, 'en', true)).toMatchObject([{ lang: 'sv', note: 'Workshops' }]);
	expect(await takesPart(db, run.organisation.id, 'sv', true)).toEqual([]);
});

test('and what is open with the owner, until it closes', async () => {
	expect(await openNow(db, run.organisation.id, 'sv')).toEqual([]);
	await workshop(run, 48, false);
	const [open, ...more] = await openNow(db, run.organisation.id, 'sv');
	expect(more).toEqual([]);
	expect(open).toMatchObject({ title: 'Anmäl dig till verkstaden', lang: 'sv' });
	expect(open!.note).toMatch(/^Synlig\. Till .*\d\d\.\d\d\.$/);
	expect(open!.path).toMatch(new RegExp(`^/initiatives/${run.slug}/workshops/`));
	await db.updateTable('initiative').set({ published_at: null }).where('id', '=', run.id).execute();
	expect(await openNow(db, run.organisation.id, 'sv')).toEqual([]);
	expect(await takesPart(db, guest.id, 'sv', true)).toEqual([]);
});
