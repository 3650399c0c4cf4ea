import '../../composition.ts';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { VISITOR } from '#platform/access/index.ts';
import { verifyCheckpoints } from '#platform/server/audit/checkpoint.ts';
import { audit } from '#platform/server/audit/index.ts';
import { deliver } from '#platform/server/mail/deliver.ts';
import { scheduledJobs } from '#platform/server/jobs/index.ts';
import { rotateSigningKey } from '#platform/server/signing/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { checkpointJob, checkpointMail } from './server/checkpoints.ts';
import { keyPem, keysPage } from './server/keys.ts';

const { db } = await testDb();

const act = (chain: `call:${string}`) =>
	db
		.transaction()
		.execute((tx) => audit(tx, VISITOR, { chain, action: 'tender.started', subject: 'tender:x' }));

test('every night a statement is signed, and mailed to the administrators', async () => {
	expect(scheduledJobs().map(({ name }) => name)).toContain('audit.checkpoint');
	const admin = await makePerson(db, { platform: ['administrator'] });
	await act('call:11111111-1111-4111-8111-111111111111');
	await checkpointJob.run({}, db);
	const { checkpoints } = await keysPage(visitor(db));
	expect(checkpoints).toHaveLength(1);
	await deliver(db, checkpointMail, { checkpointId: checkpoints[0]!.id, personId: admin.id });
	const { rows } = await sql<{ attachments: { content: string }[] }>`select attachments from outbox
		where template = 'trust.checkpoint'`.execute(db);
	expect(rows[0]!.attachments[0]!.content).toContain(checkpoints[0]!.statement);
});

test('what is published tells nothing of which chains there are, nor how many', async () => {
	const published = async () => JSON.stringify(await keysPage(visitor(db)));
	await checkpointJob.run({}, db);
	const quiet = (await published()).length;
	for (let n = 0; n < 50; n++) await act(`call:22222222-2222-4222-8222-${String(n).padStart(12, '0')}`);
	await sql`delete from audit_checkpoint where id = ${(await keysPage(visitor(db))).checkpoints[0]!.id}`.execute(
		db
	);
	await checkpointJob.run({}, db);
	const text = await published();
	expect(text).not.toContain('call:');
	expect(text.length).toBe(quiet);
});

test('a statement binds the heads and the statement before, also over a change of key', async () => {
	await rotateSigningKey(db);
	await act('call:33333333-3333-4333-8333-333333333333');
	await checkpointJob.run({}, db);
	expect((await verifyCheckpoints(db)).faults).toEqual([]);
	const [newest, before] = (await keysPage(visitor(db))).checkpoints;
	const previous = createHash('sha256').update(before!.statement).digest('hex');
	expect(JSON.parse(newest!.statement)).toMatchObject({ previous });
	await sql`update audit_checkpoint set body = replace(body, '"heads":{', '"heads":{"call:x":[1,"0"],') where id = ${newest!.id}`.execute(
		db
	);
	expect((await verifyCheckpoints(db)).faults).toEqual([`checkpoint ${newest!.id}: heads`]);
	await sql`delete from audit_checkpoint where id = ${before!.id}`.execute(db);
	expect((await verifyCheckpoints(db)).faults).toEqual([`checkpoint ${newest!.id}: heads`]);
});

test('keys can be fetched, and no others', async () => {
	const { keys } = await keysPage(visitor(db));
	expect(keys).toHaveLength(2);
	expect(await keyPem(visitor(db), keys[0]!.id)).toContain('BEGIN PUBLIC KEY');
	await expect(keyPem(visitor(db), 'x')).rejects.toMatchObject({ code: 'not-found' });
});
