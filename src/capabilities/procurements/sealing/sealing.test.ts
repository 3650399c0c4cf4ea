import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createIdentity, openText, recipientOf, unwrap } from '#platform/sealing/index.ts';
import { buildTender } from './build.ts';
import { readTexts, writeTexts, type Content } from './content.ts';
import { openDraft, sealDraft } from './draft.ts';
import { PAIRS, type Seat } from './seats.ts';
import { readPart, writePart } from './tender-text.ts';

const label = { round: randomUUID(), organisation: randomUUID(), version: 2, documents: 3 };
const criterion = randomUUID();
const hostile = '=== price 1\n1\n\\=== name\n\\\\=== x\n\nMötesplats tender 1\r\npart: price\n===';
const condition = randomUUID();
const content: Content = {
	name: 'Vi ringer\nigen',
	declarations: { [condition]: { holds: false, note: hostile.replace('\r\n', '\n') } },
	answers: { [criterion]: hostile },
	prices: { '1': 320_000_00, '2': 1_50 },
	files: [
		{
			id: randomUUID(),
			name: 'Plan  för\nÅre.pdf',
			size: 12,
			sha256: 'ab'.repeat(32),
			key: 'AGE-SECRET-KEY-1X'
		}
	]
};
const identity = { organisation: 'Åkers Ängar', partners: [{ id: randomUUID(), name: 'Öns byalag' }] };

describe('the text of a tender', () => {
	it('says the same when it is read again, whatever somebody wrote in it', () => {
		const said = readTexts(writeTexts(label, content, identity, { [criterion]: 'Effekt' }));
		expect(said.labels).toEqual([label, label, label]);
		expect(said.organisation).toBe('Åkers Ängar');
		expect(said.solution.name).toBe(content.name);
		expect(said.solution.answers).toEqual({ [criterion]: hostile.replace('\r\n', '\n') });
		expect(said.solution.files).toEqual([{ ...content.files[0], name: 'Plan för Åre.pdf' }]);
		expect(said.solution.partners).toEqual(identity.partners);
		expect(said.solution.declared).toEqual({ '': content.declarations });
		expect(said.price.prices).toEqual(content.prices);
	});

	it('keeps apart what each organisation declares, and knows yes from no as people write it', () => {
		const declarations = { [condition]: { holds: true, note: '' } };
		const partners = [{ ...identity.partners[0]!, declarations }];
		const texts = writeTexts(label, content, { ...identity, partners }, { [condition]: 'Skatter' });
		const { declared } = readTexts(texts).solution;
		expect(declared).toEqual({ '': content.declarations, [partners[0]!.id]: declarations });
		const typed = (words: string) =>
			readTexts({
				...texts,
				identity: writePart('identity', {
					label,
					sections: [{ kind: 'condition', name: `${condition} Skatter`, body: words }]
				})
			}).solution.declared;
		expect(typed(' Ja. ')).toEqual({ '': declarations });
		expect(typed('Nej\r\nVi har en plan.')).toEqual({
			'': { [condition]: { holds: false, note: 'Vi har en plan.' } }
		});
		expect(typed('[Skriv ja eller nej]')).toEqual({});
	});

	it('is read as it was written before there were declarations', () => {
		const texts = writeTexts(label, { ...content, declarations: {} }, identity);
		expect(texts.identity).not.toContain('condition');
		expect(readTexts(texts).solution.declared).toEqual({});
	});

	it('is read as people write it by hand', () => {
		const typed = `\uFEFFMötesplats tender 1\r\npart: price\r\nround: ${label.round}\r\n\r\norganisation:${label.organisation}\r\nversion: 1\r\ndocuments: 0\r\n\r\n=== price 1 Fas 1\r\n 320 000 kr\r\n===   price  2\r\ngratis\r\n`;
		const texts = writeTexts(label, content, identity);
		const said = readTexts({ ...texts, price: typed });
		// The name of the phase may stand after its number.
		expect(said.price.prices).toEqual({ '1': 320_000_00 });
		expect(said.labels[2]).toEqual({ ...label, version: 1, documents: 0 });
	});

	it('is refused where it is no tender, or another part', () => {
		const text = writePart('price', { label, sections: [] });
		expect(readPart('price', text).sections).toEqual([]);
		expect(() => readPart('solution', text)).toThrow('another part');
		expect(() => readPart('price', 'Hej')).toThrow('not a tender part');
		expect(() => readPart('price', text.replace(label.round, 'x'))).toThrow();
	});
});

describe('a sealed tender', async () => {
	const secrets: Record<Seat, string> = {
		a: await createIdentity(),
		b: await createIdentity(),
		e: await createIdentity()
	};
	const recipients = {
		a: await recipientOf(secrets.a),
		b: await recipientOf(secrets.b),
		e: await recipientOf(secrets.e)
	};
	const { pieces, files } = await buildTender({ label, content, identity, recipients });

	it('opens for every pair, in their order, and says what was written', async () => {
		for (const pair of PAIRS) {
			const [outer, inner] = [secrets[pair[0] as Seat], secrets[pair[1] as Seat]];
			const tender = await openText(inner, await unwrap(outer, pieces[`wrap-${pair}`]));
			const said = readTexts({
				identity: await openText(tender, pieces.identity),
				solution: await openText(tender, pieces.solution),
				price: await openText(tender, pieces.price)
			});
			expect(said.solution.answers[criterion]).toContain('=== price 1');
			expect(said.price.prices).toEqual(content.prices);
		}
		expect(files).toEqual([content.files[0]!.id]);
	});

	it('opens for nobody alone, and not with wraps of another tender', async () => {
		const other = await buildTender({ label, content, identity, recipients });
		for (const secret of Object.values(secrets))
			for (const piece of [pieces.solution, pieces.price, pieces.identity])
				await expect(openText(secret, piece)).rejects.toThrow();
		const theirs = await openText(secrets.b, await unwrap(secrets.a, other.pieces['wrap-ab']));
		await expect(openText(theirs, pieces.solution)).rejects.toThrow();
	});
});

describe('a draft', () => {
	it('is read with its own key only', async () => {
		const secret = await createIdentity();
		const { body, recipient } = await sealDraft(secret, content);
		expect(recipient).toBe(await recipientOf(secret));
		expect(await openDraft(secret, body)).toEqual(content);
		await expect(openDraft(await createIdentity(), body)).rejects.toThrow();
	});
});
