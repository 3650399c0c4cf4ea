import '../../composition.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makePerson } from '#capabilities/initiatives/testing.ts';
import { createIdentity, openText, recipientOf, sealText } from '#platform/sealing/index.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { decideRound } from './server/decision.ts';
import { keyTasks } from './server/holder-keys.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { finishUnsealing } from './server/opening.ts';
import { tenderFile } from './server/opened-files.ts';
import { openingProtocol } from './server/opening-list.ts';
import { openingPaper, roundRecord } from './server/papers.ts';
import { participantsOf } from './server/public.ts';
import { sealedPath } from './server/sealed-files.ts';
import { beginUnsealing, giveLayers, heldPage, takeLayers } from './server/unsealing.ts';
import { withdrawTender } from './server/submit.ts';
import { buildTender } from './sealing/build.ts';
import { addFile, contentOf, deliver, makeProcurement, makeTender, passDeadline, sealed } from './testing.ts';
import { code, declareAll, DECISION, open, peel, roundIdOf, scoreAll, unseal } from './testing-rounds.ts';

const { db } = await testDb();
/** A word that stands nowhere else. */
const WORD = 'Strutshemligheten';
const AB = { kind: 'opening', pair: 'ab' } as const;

const faultsOf = async (made: Awaited<ReturnType<typeof makeProcurement>>) =>
	(await openingProtocol(made.officer.ctx, made.round)).tenders.map((one) => one.fault);

describe('opening', () => {
	it('is shown as a task to each holder, and to nobody else who asks at the same moment', async () => {
		const [made, other] = [await makeProcurement(db), await makeProcurement(db)];
		await passDeadline(db, made.ref);
		const [mine, theirs, nobodys] = await Promise.all(
			[made.holders.a.ctx, other.holders.a.ctx, made.evaluators[0]!.ctx].map(keyTasks)
		);
		const [id, otherId] = [await roundIdOf(made), await roundIdOf(other)];
		expect(mine!.rounds.map(({ roundId, closed }) => [roundId, closed])).toEqual([[id, true]]);
		expect(theirs!.rounds.map(({ roundId, closed }) => [roundId, closed])).toEqual([[otherId, false]]);
		expect(nobodys).toEqual({ make: false, rounds: [] });
	});

	it('needs two of three holders, in turn, after the deadline', async () => {
		const made = await makeProcurement(db);
		const { organisation } = await makeTender(db, made, { name: 'Alfa' });
		const withdrawn = await makeTender(db, made, { name: 'Beta' });
		await withdrawTender(withdrawn.representative.ctx, withdrawn.tenderId);
		await makeTender(db, made, { name: 'Utkastet', submitted: false });
		const roundId = await roundIdOf(made);
		const { a, b, e } = made.holders;
		expect(await code(beginUnsealing(a.ctx, roundId, AB))).toBe('conflict procurement.refuse.too-early');
		await passDeadline(db, made.ref);
		for (const { ctx } of [made.evaluators[0], made.run.coordinator, made.run.decider])
			expect(await code(beginUnsealing(ctx, roundId, AB))).toBe('not-found error.not-found');
		expect(await code(beginUnsealing(e.ctx, roundId, AB))).toBe('forbidden procurement.unseal.refuse.pair');
		const weak = { ...a.ctx, actor: { ...a.ctx.actor, secondFactor: false } } as typeof a.ctx;
		expect(await code(beginUnsealing(weak, roundId, AB))).toBe('second-factor error.second-factor');
		expect(await code(beginUnsealing(e.ctx, roundId, { kind: 'opening', pair: 'ae' }))).toBe(
			'invalid procurement.unseal.refuse.reason'
		);
		const id = await beginUnsealing(a.ctx, roundId, AB);
		// Out of turn: nothing is given out, and nothing is taken in.
		expect(await takeLayers(b.ctx, roundId, id)).toEqual([]);
		expect(await code(giveLayers(b.ctx, roundId, id, []))).toBe('conflict procurement.unseal.refuse.turn');
		expect(await code(finishUnsealing(a.ctx, roundId, id))).toBe(
			'conflict procurement.unseal.refuse.unfinished'
		);
		await peel(made, 'a', roundId, id);
		expect(await takeLayers(a.ctx, roundId, id)).toEqual([]);
		await peel(made, 'b', roundId, id);
		expect(await finishUnsealing(b.ctx, roundId, id)).toBe('opened');
		expect(await code(beginUnsealing(a.ctx, roundId, AB))).toBe('conflict procurement.refuse.opened');
		const { opening, tenders } = await openingProtocol(made.evaluators[0].ctx, made.round);
		expect([opening.first_name, opening.second_name]).toEqual(['Ulla Upphandlare', 'Östen Öppnare']);
		expect(tenders.map((one) => one.organisationName)).toEqual([organisation.name]);
		expect(await code(openingProtocol(made.run.coordinator.ctx, made.round))).toBe(
			'forbidden procurement.refuse.assigned'
		);
		// What opened the tenders is forgotten.
		const left = await db
			.selectFrom('unsealing_item')
			.select('secret')
			.where('secret', 'is not', null)
			.execute();
		expect(left).toEqual([]);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('goes on after a crash, and survives the loss of one key', async () => {
		const made = await makeProcurement(db);
		for (const name of ['Alfa', 'Beta', 'Gamma']) await makeTender(db, made, { name });
		const roundId = await roundIdOf(made);
		await passDeadline(db, made.ref);
		const { a, e } = made.holders;
		const id = await beginUnsealing(a.ctx, roundId, {
			kind: 'opening',
			pair: 'ae',
			reason: 'B har tappat sin nyckel.'
		});
		const first = (await takeLayers(a.ctx, roundId, id)).find((one) => one.position === 1);
		const { openBytes } = await import('#platform/sealing/index.ts');
		await giveLayers(a.ctx, roundId, id, [{ position: 1, body: await openBytes(a.secret, first!.body) }]);
		// Anew, as after a reload: only what is left waits.
		expect((await takeLayers(a.ctx, roundId, id)).map((one) => one.position)).toEqual([0, 2, 3]);
		expect((await heldPage(e.ctx, roundId)).running[0]).toMatchObject({ outerDone: 1, total: 3, turn: 'a' });
		await peel(made, 'a', roundId, id);
		await peel(made, 'e', roundId, id);
		expect(await finishUnsealing(e.ctx, roundId, id)).toBe('opened');
		const { opening, tenders } = await openingProtocol(made.officer.ctx, made.round);
		expect([opening.second_name, opening.reason]).toEqual(['Enar Ensam', 'B har tappat sin nyckel.']);
		expect(tenders).toHaveLength(3);
	});

	it('can be rehearsed on any day, with a tender of its own', async () => {
		const made = await makeProcurement(db);
		await makeTender(db, made, { name: 'Alfa' });
		const seen = async () => JSON.stringify([await heldPage(made.holders.a.ctx, await roundIdOf(made))]);
		for (const pair of ['ab', 'ae', 'be'] as const)
			expect(await unseal(made, { kind: 'rehearsal', pair })).toBe('worked');
		expect(await seen()).not.toContain('Alfa');
		const { rehearsed } = await heldPage(made.holders.a.ctx, await roundIdOf(made));
		expect(rehearsed.seats).toEqual(['a', 'b', 'e']);
		// Negative control: with the wrong key it does not go well.
		const lost = {
			...made,
			holders: { ...made.holders, b: { ...made.holders.b, secret: await createIdentity() } }
		};
		expect(await unseal(lost, { kind: 'rehearsal' })).toBe('failed');
		const { rows } = await sql<{
			n: number;
		}>`select count(*)::int as n from unsealing_item where submission_id is not null`.execute(db);
		const before = rows[0]!.n;
		await unseal(made, { kind: 'rehearsal' });
		const after = await sql<{
			n: number;
		}>`select count(*)::int as n from unsealing_item where submission_id is not null`.execute(db);
		expect(after.rows[0]!.n).toBe(before);
	});

	it('needs two also where nobody tendered', async () => {
		const made = await makeProcurement(db);
		await passDeadline(db, made.ref);
		const roundId = await roundIdOf(made);
		const id = await beginUnsealing(made.holders.a.ctx, roundId, AB);
		const alone = () => code(finishUnsealing(made.holders.a.ctx, roundId, id));
		expect(await alone()).toBe('conflict procurement.unseal.refuse.unfinished');
		await peel(made, 'a', roundId, id);
		expect(await alone()).toBe('conflict procurement.unseal.refuse.unfinished');
		await giveLayers(made.holders.b.ctx, roundId, id, [{ position: 0, body: null }]);
		expect(await alone()).toBe('conflict procurement.unseal.refuse.key');
		expect(await unseal(made)).toBe('opened');
		expect(await faultsOf(made)).toEqual([]);
	});

	it('happens once even when both finish at the same moment', async () => {
		const made = await makeProcurement(db);
		await makeTender(db, made);
		await passDeadline(db, made.ref);
		const roundId = await roundIdOf(made);
		const id = await beginUnsealing(made.holders.a.ctx, roundId, AB);
		await peel(made, 'a', roundId, id);
		await peel(made, 'b', roundId, id);
		const both = await Promise.all([
			code(finishUnsealing(made.holders.a.ctx, roundId, id)),
			code(finishUnsealing(made.holders.b.ctx, roundId, id))
		]);
		expect(both.filter((one) => one === 'done')).toHaveLength(1);
		expect(await faultsOf(made)).toEqual([null]);
	});
});

describe('whoever holds the database', () => {
	it('finds no tender in tables or files, before the opening', async () => {
		const made = await makeProcurement(db);
		const { member, representative, tenderId } = await makeTender(db, made, { submitted: false });
		const file = await addFile(member.ctx, tenderId, 'plan.txt', `${WORD} i en fil`);
		await deliver(representative.ctx, tenderId, { ...contentOf(made), name: WORD, files: [file] });
		const { rows: tables } = await sql<{ name: string }>`select table_schema || '.' || table_name as name
			from information_schema.tables where table_type = 'BASE TABLE'
			and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
		for (const { name } of tables) {
			const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)} as x
				where x::text like ${`%${WORD}%`} or x::text like ${`%${file.key}%`}`.execute(db);
			expect(rows[0]!.n, name).toBe(0);
		}
		const bytes = await sql<{ body: Buffer }>`select body from sealed_piece`.execute(db);
		for (const { body } of bytes.rows) expect(body.includes(WORD)).toBe(false);
		expect(readFileSync(sealedPath(file.id)).includes(WORD)).toBe(false);
		// One holder alone, whoever it is, opens neither piece nor wrap.
		for (const { secret } of Object.values(made.holders))
			for (const { body } of bytes.rows)
				await openText(secret, new Uint8Array(body)).then(
					(text) => expect(text).not.toContain(WORD),
					() => {}
				);
	});

	it('cannot alter a tender, nor put one in another’s place, without the opening showing it', async () => {
		const made = await makeProcurement(db);
		const [altered, sound, mine, theirs, emptied] = [
			await makeTender(db, made, { name: 'Ändrat' }),
			await makeTender(db, made, { name: 'Helt' }),
			await makeTender(db, made, { name: 'Mitt' }),
			await makeTender(db, made, { name: 'Deras' }),
			await makeTender(db, made, { name: 'Utan sigill' })
		];
		const submission = async (tenderId: string) =>
			(
				await db
					.selectFrom('tender_submission')
					.select('id')
					.where('tender_id', '=', tenderId)
					.executeTakeFirstOrThrow()
			).id;
		await sql`update sealed_piece set body = set_byte(body, length(body) - 1, (get_byte(body, length(body) - 1) + 1) % 256)
			where submission_id = ${await submission(altered.tenderId)} and name = 'solution'`.execute(db);
		// The whole of one tender put under another's name, its checksum with it.
		const [from, to] = [await submission(theirs.tenderId), await submission(mine.tenderId)];
		await sql`delete from sealed_piece where submission_id = ${to}`.execute(db);
		await sql`insert into sealed_piece select ${to}, name, body from sealed_piece where submission_id = ${from}`.execute(
			db
		);
		await sql`update tender_submission set sha256 = (select sha256 from tender_submission where id = ${from}) where id = ${to}`.execute(
			db
		);
		// Wraps of another tender, and the checksum computed anew by somebody with every right.
		await sql`update sealed_piece p set body = q.body from sealed_piece q where p.submission_id = ${await submission(emptied.tenderId)}
			and q.submission_id = ${await submission(sound.tenderId)} and p.name = q.name and p.name like 'wrap-%'`.execute(
			db
		);
		const { readPieces } = await import('./server/sealed.ts');
		const { manifest } = await readPieces(db, await submission(emptied.tenderId));
		await sql`update tender_submission set sha256 = ${manifest.sha256} where id = ${await submission(emptied.tenderId)}`.execute(
			db
		);
		await passDeadline(db, made.ref);
		expect(await unseal(made)).toBe('faults');
		expect(await unseal(made, { pair: 'be' })).toBe('faults');
		expect(await unseal(made, { despite: true })).toBe('opened');
		expect(await faultsOf(made)).toEqual([
			'procurement.fault.altered',
			null,
			'procurement.fault.label',
			null,
			'procurement.fault.unreadable'
		]);
	});

	it('cannot bring back an older version', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made, { name: 'Alfa' });
		const kept = await sql`select name, encode(body, 'hex') as body from sealed_piece p
			join tender_submission s on s.id = p.submission_id where s.tender_id = ${tenderId}`.execute(db);
		const { rows: first } = await sql<{
			sha256: string;
		}>`select sha256 from tender_submission where tender_id = ${tenderId}`.execute(db);
		await deliver(representative.ctx, tenderId, contentOf(made, { kronor: 200_000 }));
		for (const row of kept.rows as { name: string; body: string }[])
			await sql`update sealed_piece p set body = decode(${row.body}, 'hex') from tender_submission s
				where s.id = p.submission_id and s.tender_id = ${tenderId} and p.name = ${row.name}`.execute(db);
		await sql`update tender_submission set sha256 = ${first[0]!.sha256} where tender_id = ${tenderId} and version = 2`.execute(
			db
		);
		await passDeadline(db, made.ref);
		expect(await unseal(made, { despite: true })).toBe('opened');
		expect(await faultsOf(made)).toEqual(['procurement.fault.label']);
	});

	it('copying a rival’s ciphertext gains nothing', async () => {
		const made = await makeProcurement(db);
		const rival = await makeTender(db, made, { name: 'Alfa' });
		const thief = await makeTender(db, made, { name: 'Beta', submitted: false });
		const { readPieces } = await import('./server/sealed.ts');
		const { id } = await db
			.selectFrom('tender_submission')
			.select('id')
			.where('tender_id', '=', rival.tenderId)
			.executeTakeFirstOrThrow();
		const { pieces } = await readPieces(db, id);
		const { submitTender } = await import('./server/submit.ts');
		await submitTender(thief.representative.ctx, thief.tenderId, {
			tender: { pieces: pieces as never, files: [] },
			way: 'age',
			version: null
		});
		await passDeadline(db, made.ref);
		await unseal(made, { despite: true });
		expect(await faultsOf(made)).toEqual([null, 'procurement.fault.label']);
	});
});

describe('a tender that cannot be evaluated', () => {
	it('stops nobody, and its sender is told why', async () => {
		const made = await makeProcurement(db);
		const good = await makeTender(db, made, { name: 'Alfa' });
		const dear = await makeTender(db, made, { name: 'Beta', submitted: false });
		await deliver(dear.representative.ctx, dear.tenderId, contentOf(made, { kronor: 900_000 }));
		const foreign = await makeTender(db, made, { name: 'Gamma', submitted: false });
		const one = await sealed(foreign.representative.ctx, foreign.tenderId, contentOf(made));
		const stranger = await recipientOf(await createIdentity());
		const elsewhere = await buildTender({
			label: {
				round: await roundIdOf(made),
				organisation: foreign.organisation.id,
				version: 1,
				documents: 0
			},
			content: contentOf(made),
			identity: { organisation: 'Gamma', partners: [] },
			recipients: { a: stranger, b: stranger, e: stranger }
		});
		const { submitTender } = await import('./server/submit.ts');
		await submitTender(foreign.representative.ctx, foreign.tenderId, { ...one, tender: elsewhere });
		await passDeadline(db, made.ref);
		expect(await unseal(made)).toBe('faults');
		expect(await unseal(made, { despite: true })).toBe('opened');
		await declareAll(made);
		await scoreAll(made, { [good.tenderId]: [3, 3], [dear.tenderId]: [4, 4] });
		expect(await faultsOf(made)).toEqual([null, 'procurement.fault.ceiling', 'procurement.fault.unwrap']);
		expect(await prepareLetters(made.officer.ctx, made.round)).toBe(3);
		const { letters, faulty } = await lettersOf(made.officer.ctx, made.round);
		expect(faulty.map((row) => row.organisationName)).toEqual([
			dear.organisation.name,
			foreign.organisation.name
		]);
		expect(letters.find((row) => row.tenderId === dear.tenderId)!.reasons).toContain('högre än fasens tak');
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const winners = (await participantsOf(db, made.ref.id)).filter((row) => row.stage === 1);
		expect(winners.map((row) => row.name)).toEqual([good.organisation.name]);
	});
});

describe('an observer from a chamber of commerce', () => {
	it('stands in the list, in the signed record, and not in a rehearsal', async () => {
		const made = await makeProcurement(db);
		await makeTender(db, made);
		const observer = 'Olle Observatör, Handelskammaren Jönköping';
		await passDeadline(db, made.ref);
		const roundId = await roundIdOf(made);
		const id = await beginUnsealing(made.holders.a.ctx, roundId, { ...AB, observer });
		await peel(made, 'a', roundId, id);
		await peel(made, 'b', roundId, id);
		expect(await finishUnsealing(made.holders.b.ctx, roundId, id)).toBe('opened');
		expect((await openingProtocol(made.officer.ctx, made.round)).opening.observer).toBe(observer);
		const paper = await openingPaper(made.officer.ctx, made.round);
		expect(JSON.stringify(paper.model.blocks)).toContain(observer);
		expect((await roundRecord(made.officer.ctx, made.round)).content).toContain(observer);
	});
});

describe('files of an opened tender', () => {
	it('are checked once, and a damaged one is known', async () => {
		const made = await makeProcurement(db);
		const { member, representative, tenderId } = await makeTender(db, made, { submitted: false });
		const [whole, damaged, swapped] = [
			await addFile(member.ctx, tenderId, 'hel.txt', 'Hel'),
			await addFile(member.ctx, tenderId, 'trasig.txt', 'Trasig'),
			await addFile(member.ctx, tenderId, 'utbytt.txt', 'Vår plan')
		];
		// As the browser sends them, without a checksum of their own.
		const files = [whole, damaged, swapped].map((file) => ({ ...file, sha256: undefined }));
		await deliver(representative.ctx, tenderId, { ...contentOf(made), files });
		const bytes = readFileSync(sealedPath(damaged.id));
		bytes[bytes.length - 1]! ^= 1;
		writeFileSync(sealedPath(damaged.id), bytes);
		await open(made);
		// Whoever has read the key in the opened tender can seal another file with it.
		const other = await sealText(await recipientOf(swapped.key!), 'En annan plan');
		writeFileSync(sealedPath(swapped.id), other);
		const { jobNamed } = await import('#platform/server/jobs/index.ts');
		await jobNamed('procurement.check-files').run({ roundId: await roundIdOf(made) }, db);
		const rows = await db
			.selectFrom('sealed_file')
			.select(['id', 'fault'])
			.where('tender_id', '=', tenderId)
			.execute();
		expect(new Map(rows.map((row) => [row.id, row.fault]))).toEqual(
			new Map([
				[whole.id, null],
				[damaged.id, 'procurement.file.fault.unreadable'],
				[swapped.id, 'procurement.file.fault.altered']
			])
		);
		await declareAll(made);
		const read = async (id: string) =>
			new Response((await tenderFile(made.officer.ctx, made.round, tenderId, id)).stream).text();
		expect(await read(whole.id)).toBe('Hel');
		await expect(read(swapped.id)).rejects.toThrow('not what was received');
	});
});

describe('keys', () => {
	it('of those who are not appointed show nothing of a round', async () => {
		const made = await makeProcurement(db);
		const stranger = await makePerson(db);
		expect(await code(heldPage(stranger.ctx, await roundIdOf(made)))).toBe('not-found error.not-found');
	});
});
