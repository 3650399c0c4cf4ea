import { describe, expect, it } from 'vitest';
import Chain from './Chain.svelte';
import Diff from './text/Diff.svelte';
import Facts from './Facts.svelte';
import MiniChain from './MiniChain.svelte';
import TodoList from './TodoList.svelte';
import { attributes, html, words } from './testing/render.ts';
import type { ChainPlace } from './types.ts';

const places: ChainPlace[] = [
	{ name: 'Behov', state: 'done', note: 'Beslutat 12 januari', href: '/sv/behov' },
	{ name: 'Dialog', state: 'now' },
	{ name: 'Avtal' }
];

describe('Chain', () => {
	it('says in words how far each place has come, and marks only the present one as current', async () => {
		const markup = await html(Chain, { places });
		expect(words(markup)).toBe('Behov (klart) Beslutat 12 januari Dialog (pågår nu) Avtal (återstår)');
		expect(attributes(markup, 'aria-current')).toEqual(['step']);
		expect(attributes(markup, 'href')).toEqual(['/sv/behov']);
	});

	it('carries no state where it only explains', async () => {
		const markup = await html(Chain, {
			places: places.map(({ name }) => ({ name, state: 'none' as const }))
		});
		expect(words(markup)).toBe('Behov Dialog Avtal');
		expect(attributes(markup, 'aria-current')).toEqual([]);
		expect(markup).not.toContain('todo');
	});
});

describe('MiniChain', () => {
	it.each([
		[['done', 'now', 'todo'], 'Steg 2 av 3: b'],
		[['done', 'done', 'done'], 'Alla steg är klara'],
		[['todo', 'todo', 'todo'], 'Inte påbörjat, 3 steg'],
		[['done', 'todo', 'done'], 'Avslutat'],
		[['todo', 'done', 'now'], 'Steg 3 av 3: c']
	] as const)('%s → %s', async (states, sentence) => {
		const markup = await html(MiniChain, { places: states.map((state, i) => ({ name: 'abc'[i]!, state })) });
		expect(words(markup)).toBe(sentence);
	});
});

describe('TodoList', () => {
	it('says what is lacking, who has it, by when, and what the button is about', async () => {
		const item = {
			text: 'Sammanfattningen är publicerad',
			state: 'todo' as const,
			who: 'Maja',
			by: '2027-05-03'
		};
		const markup = await html(TodoList, {
			items: [{ ...item, action: { label: 'Läs vidare', href: '#x' } }]
		});
		expect(words(markup)).toBe(
			'Saknas: Sammanfattningen är publicerad Maja · senast 3 maj 2027 Läs vidare : Sammanfattningen är publicerad'
		);
		expect(attributes(markup, 'datetime')).toEqual(['2027-05-03']);
	});
});

describe('Facts', () => {
	it('gives words and large amounts the room they need', async () => {
		const facts = [3, 'SEK 5,000,000', 'Outcome contract'].map((value) => ({ label: 'x', value }));
		const markup = await html(Facts, { facts });
		expect([...markup.matchAll(/<dd(?: class="(\w+)")?/g)].map((dd) => dd[1])).toEqual([
			undefined,
			'long',
			'words'
		]);
	});
});

describe('Diff', () => {
	const parts = async (before: string, after: string) => {
		const markup = await html(Diff, { before, after });
		return [...markup.matchAll(/<(ins|del)>/g)].map(([, tag]) => tag);
	};

	it('shows a changed word in its place', async () => {
		expect(await parts('Vi möter unga på kvällen.', 'Vi möter äldre på kvällen.')).toEqual(['del', 'ins']);
	});

	it('shows a text that was written anew as the old one and the new one, not word by word', async () => {
		const [before, after] = [
			'Vi åker hem till var och en, och stannar så länge det behövs.',
			'En buss står på torget två dagar i veckan med sjuksköterska ombord.'
		];
		expect(await parts(before, after)).toEqual(['del', 'ins']);
		expect(words(await html(Diff, { before, after }))).toContain(before);
	});
});
