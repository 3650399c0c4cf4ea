import '../../composition.ts';
import { describe, expect, test } from 'vitest';
import { saveAbout } from '#capabilities/calls/index.ts';
import { makeCall } from '#capabilities/calls/testing.ts';
import { makeInitiative, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { makeProcurement } from '#capabilities/procurements/testing.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { e1Fields, missingIn, natureOf } from './e1.ts';
import {
	noticeFields,
	noticeFile,
	noticesOf,
	publishDue,
	recordNotice,
	removeNotice,
	type NoticeRef
} from './index.ts';

loadMessages();
const { db } = await testDb();

const code = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(error: { code?: string; key?: string }) => `${error.code} ${error.key}`
	);
const NOTICE = { source: 'TED', number: '123456-2027', url: 'https://ted.europa.eu/n/123456-2027' };

const whole = {
	lang: 'sv' as const,
	buyer: { name: 'Tomelilla kommun', number: '212000-0886', country: 'SE' },
	contact: { name: 'Upphandlingen', email: 'upphandling@example.org', phone: '' },
	title: 'Stöd i tid',
	description: 'Stödet kommer ofta för sent.',
	cpv: ['85300000-2', '85320000-8'],
	answersUntil: { day: '2027-03-01', time: '15:00:00+01:00' },
	langs: ['sv', 'en'],
	page: 'https://example.org/sv'
};
const valueOf = (fields: ReturnType<typeof e1Fields>, id: string) =>
	fields.find((one) => one.id === id)?.value;

describe('the fields of the notice', () => {
	test('are all there when everything is known', () => {
		const fields = e1Fields(whole);
		expect(missingIn(fields)).toEqual([]);
		expect(valueOf(fields, 'BT-02-notice')).toBe('pmc');
		expect(valueOf(fields, 'BT-03-notice')).toBe('consultation');
		expect(valueOf(fields, 'OPP-070-notice')).toBe('E1');
		expect(valueOf(fields, 'BT-514-Organization-Company')).toBe('SWE');
		expect(valueOf(fields, 'BT-262-Lot')).toBe('85300000');
		expect(valueOf(fields, 'BT-263-Procedure')).toBe('85320000');
		expect(valueOf(fields, 'BT-800(t)-Lot')).toBe('15:00:00+01:00');
		expect(valueOf(fields, 'BT-97-Lot')).toBe('SWE, ENG');
	});

	test.each([
		[{ cpv: [] }, ['BT-23', 'BT-262']],
		[{ answersUntil: null }, ['BT-800(d)', 'BT-800(t)']],
		[{ description: '' }, ['BT-24']],
		[{ buyer: { ...whole.buyer, country: 'ZZ' } }, ['BT-514']]
	])('say what is missing: %o', (less, ids) => {
		const missing = missingIn(e1Fields({ ...whole, ...less })).map(({ id }) => id.replace(/-[A-Z].*$/, ''));
		expect([...new Set(missing)]).toEqual(ids);
	});

	test.each([
		['45000000', 'works'],
		['33000000', 'supplies'],
		['48000000', 'supplies'],
		['85300000', 'services'],
		[undefined, null]
	])('the nature of %s is %s', (cpv, nature) => expect(natureOf(cpv)).toBe(nature));
});

describe('the notice of a request for information', async () => {
	const call = await makeCall(db, { title: 'Hur når vi familjer?' });
	const ref: NoticeRef = { kind: 'rfi', slug: call.slug, id: call.id };

	test('is a text that says what is filled in and what is missing', async () => {
		const before = await noticeFile(call.ctx, call.slug, call.id);
		expect(before.name).toMatch(/-E1\.txt$/);
		expect(before.text).toContain('BT-21-Procedure  Titel (obligatoriskt)\n    Hur når vi familjer?');
		expect(before.text).toContain('4 obligatoriska fält saknas:');
		expect(before.text).toContain('SAKNAS');
		const draft = await makeCall(db, { published: false });
		await saveAbout(draft.ctx, draft.slug, draft.id, {
			contactName: 'Upphandlingen',
			contactEmail: 'upphandling@example.org',
			langs: ['sv'],
			cpv: ['85300000-2'],
			revision: 5
		});
		const english = { ...draft.ctx, lang: 'en' as const };
		const { text } = await noticeFile(english, draft.slug, draft.id);
		expect(text).toContain('All required fields are filled in.');
		expect(text).toContain('BT-800(t)-Lot  Deadline for answers, time (required)\n    15:00:00+0');
	});

	test('is for those who manage it', async () => {
		const stranger = await makePerson(db);
		for (const ctx of [visitor(db), stranger.ctx]) {
			expect(await code(noticeFields(ctx, call.slug, call.id))).not.toBe('done');
			expect(await code(recordNotice(ctx, ref, NOTICE))).not.toBe('done');
		}
		const other = await makeInitiative(db, { published: true });
		const elsewhere = { ...ref, slug: other.slug };
		expect(await code(recordNotice(other.coordinator.ctx, elsewhere, NOTICE))).toBe(
			'not-found error.not-found'
		);
	});

	test('gets its number recorded once, shown, told as open data, and taken away', async () => {
		await publishDue(db);
		await recordNotice(call.ctx, ref, NOTICE);
		expect(await code(recordNotice(call.ctx, ref, NOTICE))).toBe('conflict ocds.notice.known');
		const [notice] = await noticesOf(visitor(db), call.id);
		expect(notice).toMatchObject(NOTICE);
		await publishDue(db);
		const { body, tags } = await db
			.selectFrom('ocds_release')
			.select(['body', 'tags'])
			.orderBy('seq', 'desc')
			.limit(1)
			.executeTakeFirstOrThrow();
		expect(tags).toEqual(['planningUpdate']);
		expect(JSON.parse(body).planning.documents).toContainEqual(
			expect.objectContaining({
				documentType: 'plannedProcurementNotice',
				title: 'Annons 123456-2027 i TED',
				url: NOTICE.url
			})
		);
		await removeNotice(call.ctx, ref, notice!.id);
		expect(await code(removeNotice(call.ctx, ref, notice!.id))).toBe('not-found error.not-found');
		expect(await noticesOf(visitor(db), call.id)).toEqual([]);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});
});

test('the notice of a procurement is recorded by its officer', async () => {
	const made = await makeProcurement(db);
	const ref: NoticeRef = { kind: 'procurement', ...made.ref };
	expect(await code(recordNotice(made.evaluators[0].ctx, ref, NOTICE))).toBe('forbidden error.forbidden');
	await recordNotice(made.officer.ctx, ref, { source: 'e-Avrop', number: '77' });
	expect(await noticesOf(visitor(db), made.ref.id)).toMatchObject([{ source: 'e-Avrop', number: '77' }]);
});
