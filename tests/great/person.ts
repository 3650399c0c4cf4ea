import { expect, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from '../support/index.ts';
import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey, Translator } from '#platform/i18n/index.ts';

/** A message's key with its values, or words that somebody in the journey wrote. */
export type Words = MessageKey | RegExp | { text: string } | [MessageKey, MessageParams];

/**
 * Somebody at a browser. Finds everything by the words on the page, taken from the messages by key, so that
 * the same steps go in every language and wording may change.
 */
export class Person {
	readonly page: Page;
	readonly t: Translator;
	readonly name: string;
	readonly email: string;
	/** Where this person looks for what is named: the page's main part, or a part of it. */
	private scope: Locator;

	constructor(page: Page, t: Translator, name: string, email: string) {
		this.page = page;
		this.t = t;
		this.name = name;
		this.email = email;
		this.scope = page.locator('main');
	}

	/** The same person, who looks only at the part of the page that this locator gives. */
	within(pick: (main: Locator) => Locator): Person {
		const other = new Person(this.page, this.t, this.name, this.email);
		other.scope = pick(this.scope);
		return other;
	}

	/** Within the section, article or list item that has these words in it. */
	at(words: Words, kind = 'section, article, li, form'): Person {
		return this.within((scope) =>
			scope
				.locator(kind)
				.filter({ hasText: this.pattern(words) })
				.last()
		);
	}

	words(words: Words): string | RegExp {
		if (words instanceof RegExp) return words;
		if (typeof words === 'string') return this.t(words);
		return 'text' in words ? words.text : this.t(words[0], words[1]);
	}

	private pattern(words: Words): RegExp {
		const said = this.words(words);
		return said instanceof RegExp ? said : new RegExp(escape(said));
	}

	private whole(words: Words): RegExp {
		const said = this.words(words);
		return said instanceof RegExp ? said : new RegExp(`^\\s*${escape(said)}(\\s*\\([^)]*\\)|\\s+\\d+)?\\s*$`);
	}

	/** Comes to the site as people do the first time, by its address, or by a link in a mail. */
	async visit(address = `/${this.t.lang}`): Promise<void> {
		// A link in a mail opens a page of its own; to the browser it may be a place on the page already open.
		if (address.includes('#')) await this.page.goto('about:blank');
		await this.page.goto(address);
	}

	/** Clicks, and waits for the page that it leads to. */
	private async go(target: Locator): Promise<void> {
		const there = this.page.waitForNavigation({ waitUntil: 'domcontentloaded' });
		await Promise.all([there, target.first().click()]);
	}

	async follow(words: Words): Promise<void> {
		await this.go(this.scope.getByRole('link', { name: this.whole(words) }));
	}

	/** A link of the header. */
	async menu(words: Words): Promise<void> {
		await this.go(this.page.getByRole('banner').getByRole('link', { name: this.pattern(words) }));
	}

	async press(words: Words): Promise<void> {
		await this.go(this.scope.getByRole('button', { name: this.whole(words) }));
	}

	/** Presses where no other page comes, as where a script takes care of the rest. */
	async click(words: Words): Promise<void> {
		await this.scope
			.getByRole('button', { name: this.whole(words) })
			.first()
			.click();
	}

	/** Opens what is folded together. */
	async unfold(words: Words): Promise<void> {
		await this.scope
			.locator('summary')
			.filter({ hasText: this.pattern(words) })
			.first()
			.click();
	}

	field(words: Words): Locator {
		const named = this.scope.getByLabel(this.whole(words));
		return named.and(this.page.locator('input, textarea, select')).first();
	}

	async fill(fields: Iterable<[Words, string]>): Promise<void> {
		for (const [words, value] of fields) await this.field(words).fill(value);
	}

	async select(words: Words, option: Words): Promise<void> {
		const said = this.words(option);
		const list = this.field(words);
		if (typeof said === 'string') return void (await list.selectOption({ label: said }));
		const name = await list.locator('option').filter({ hasText: said }).first().innerText();
		await list.selectOption({ label: name });
	}

	async check(...all: Words[]): Promise<void> {
		for (const words of all) await this.field(words).check();
	}

	async sees(...all: Words[]): Promise<void> {
		for (const words of all)
			await expect(this.scope.getByText(this.pattern(words)).filter({ visible: true }).first()).toBeVisible();
	}

	/** Says so somewhere on the page, if only above its main part. */
	async seesAnywhere(words: Words): Promise<void> {
		await expect(this.page.getByText(this.pattern(words)).filter({ visible: true }).first()).toBeVisible();
	}

	async seesNot(...all: Words[]): Promise<void> {
		for (const words of all) await expect(this.scope.getByText(this.pattern(words))).toHaveCount(0);
	}

	/** The page is fit for everybody: by axe, and not scrolled sideways. Narrow is enough where no script changes it. */
	async findsNoBarriers(): Promise<void> {
		const { scripts } = this;
		// Both widths of every kind of page are looked at in pages.spec.ts; here it is what people have filled them with.
		if (scripts) await expectAccessible(this.page, [320]);
	}

	/** Their browser runs scripts. */
	get scripts(): boolean {
		return (this.page as Page & { scriptsEnabled?: boolean }).scriptsEnabled !== false;
	}

	async seesTitle(words: Words): Promise<void> {
		await expect(this.page.locator('h1')).toHaveText(this.whole(words));
	}
}

const escape = (text: string) =>
	text
		.trim()
		.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
		.replace(/\s+/g, '\\s+');
