import { expect, type Page } from '@playwright/test';

interface Field {
	name: string;
	type: string;
}

interface Form {
	action: string;
	multipart: boolean;
	fixed: [string, string][];
	fields: Field[];
}

/** Too long for any field, and together still a form that gets through. */
const long = (fields: number) => `Räksmörgås <b>&"' ${'x'.repeat(fields > 4 ? 20_500 : 150_000)}`;
const NONSENSE: Record<string, string> = {
	email: 'signe utan snabel-a',
	number: 'tolv',
	date: 'i övermorgon',
	'datetime-local': 'i övermorgon',
	time: 'sen eftermiddag',
	url: 'javascript:alert(1)',
	'select-one': 'finns-inte',
	'select-multiple': 'finns-inte',
	radio: 'finns-inte',
	checkbox: 'finns-inte'
};
const PLAIN = ['hidden', 'submit', 'button', 'image', 'reset', 'file'];

/** Sends each form of the page with nonsense: it must answer 422 with a summary, and keep what was typed. */
export async function expectBadInputIsAnswered(page: Page): Promise<void> {
	const complaints: string[] = [];
	// A list has the same form once a row: one of each is enough.
	const forms = new Map((await formsOf(page)).map((form) => [sameAs(form), form]));
	for (const form of forms.values()) complaints.push(...(await complain(page, form)));
	expect.soft(complaints, `bad input on ${page.url()}`).toEqual([]);
}

const sameAs = ({ action, fields }: Form) => `${action} ${fields.map(({ name }) => name).join(' ')}`;

function formsOf(page: Page): Promise<Form[]> {
	return page.locator('form[method=post i]').evaluateAll(
		(forms, plain) =>
			(forms as HTMLFormElement[]).map((form) => {
				const named = ([...form.elements] as HTMLInputElement[]).filter(
					(element) => element.name && !element.disabled
				);
				return {
					action: form.action,
					multipart: form.enctype === 'multipart/form-data',
					fixed: named
						.filter(({ type }) => type === 'hidden')
						.map(({ name, value }): [string, string] => [name, value]),
					fields: named.filter(({ type }) => !plain.includes(type)).map(({ name, type }) => ({ name, type }))
				};
			}),
		PLAIN
	);
}

async function complain(page: Page, { action, multipart, fixed, fields }: Form): Promise<string[]> {
	// Where nothing is typed or chosen there is nothing to get wrong, and sending it would do what it says.
	if (!fields.some(({ type }) => type !== 'checkbox')) return [];
	const values = Object.fromEntries([
		...fixed,
		...fields.map(({ name, type }): [string, string] => [name, NONSENSE[type] ?? long(fields.length)])
	]);
	const response = await page.request.post(action, {
		headers: { accept: 'text/html', origin: new URL(page.url()).origin },
		maxRedirects: 0,
		...(multipart ? { multipart: values } : { form: values })
	});
	const where = `${new URL(action).pathname}${new URL(action).search}`;
	const status = response.status();
	if (status === 429) return [];
	if (status !== 422) return [`${where} answers ${status} (${fields.map(({ name }) => name).join(', ')})`];
	const html = await response.text();
	return [
		!/role="alert"|class="[^"]*error-summary/.test(html) && `${where} has no summary`,
		fields.some(({ type }) => type === 'textarea' || type === 'text') &&
			!html.includes('Räksmörgås') &&
			`${where} loses what was typed`
	].filter((complaint) => typeof complaint === 'string');
}
