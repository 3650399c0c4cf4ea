import { expect, test } from 'vitest';
import { nameErrors } from './name-errors.ts';

const page = (lines: string, fields: string) =>
	`<form><div class="ds-error-summary" role="alert"><h2>Rätta</h2><ul>${lines}</ul></div>${fields}</form>`;
const line = (id: string, text = 'Fyll i det här fältet.') => `<li><!--[--><a href="#${id}">${text}</a></li>`;

test('each line of a summary says which field it is about', () => {
	const fields = `<label for="f-on">Datum<!--[!--><!--]--></label><input id="f-on">
		<label class="x" for="f-who">Vem skrev under?</label><select id="f-who"></select>
		<fieldset><legend>Vem beslutade? <span class="optional">(valfritt)</span></legend><p id="f-by-error">Fyll i</p>
		<div class="ds-field"><input type="radio" id="f-by"><label for="f-by">Nämnden</label></div>
		<div class="ds-field has-error"><label for="f-title">Titel</label><p id="f-title-error">Fyll i</p></div></fieldset>`;
	const html = nameErrors(page(line('f-on') + line('f-who') + line('f-by') + line('f-title'), fields));
	expect([...html.matchAll(/<a [^>]+>([^<]+)/g)].map(([, text]) => text)).toEqual([
		'Datum: Fyll i det här fältet.',
		'Vem skrev under? Fyll i det här fältet.',
		'Vem beslutade? Fyll i det här fältet.',
		'Titel: Fyll i det här fältet.'
	]);
});

test('what has no field, says its name already or stands elsewhere is left as it is', () => {
	const html = page(
		line('f-gone') + line('f-code', 'Koden är redan använd.'),
		'<label for="f-code">Koden</label><a href="#f-code">Till koden</a>'
	);
	expect(nameErrors(html)).toBe(html);
});
