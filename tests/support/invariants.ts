import { readdirSync, readFileSync } from 'node:fs';
import { HtmlValidate, StaticConfigLoader, type ResolvedConfig } from 'html-validate';

/** The rules are put together once; the package would do it for each page, in a third of the time of all checks. */
class Once extends StaticConfigLoader {
	private resolved?: ResolvedConfig | Promise<ResolvedConfig>;
	override getConfigFor(handle: string): ResolvedConfig | Promise<ResolvedConfig> {
		return (this.resolved ??= super.getConfigFor(handle));
	}
}

const VALID = new HtmlValidate(
	new Once({
		root: true,
		elements: ['html5'],
		rules: {
			'no-dup-id': 'error',
			'no-dup-attr': 'error',
			'no-dup-class': 'off',
			'input-missing-label': 'error',
			'no-missing-references': 'error',
			'no-inline-style': 'error',
			'no-implicit-button-type': 'off',
			'element-permitted-content': 'error',
			'element-required-attributes': 'error',
			'empty-heading': 'error',
			'heading-level': ['error', { allowMultipleH1: false, sectioningRoots: ['dialog', 'details'] }],
			'wcag/h30': 'error',
			'wcag/h32': 'off',
			'wcag/h37': 'error',
			'wcag/h63': 'error',
			'aria-label-misuse': 'error',
			'unique-landmark': 'error',
			'close-order': 'error'
		}
	})
);

const KEYS = new Set(
	readdirSync('messages/sv')
		.filter((file) => file.endsWith('.json'))
		.flatMap((file) => Object.keys(JSON.parse(readFileSync(`messages/sv/${file}`, 'utf8')) as object))
);
const AREAS = new Set([...KEYS].map((key) => key.split('.')[0]));

/** Everything that is wrong with the HTML of any page of ours, one sentence each. */
export function htmlProblems(html: string, url: string): string[] {
	return [...frameProblems(html, url), ...leftovers(html), ...markupProblems(html)];
}

function frameProblems(html: string, url: string): string[] {
	const problems: string[] = [];
	const headings = html.match(/<h1[\s>]/g)?.length ?? 0;
	if (headings !== 1) problems.push(`${headings} h1 elements instead of one`);
	if (!/<title>\s*[^<\s][^<]*<\/title>/.test(html)) problems.push('no title');
	const lang = /<html[^>]*\slang="([a-z]{2})"/.exec(html)?.[1];
	const wanted = /^\/(sv|en)(\/|$)/.exec(new URL(url).pathname)?.[1];
	if (!lang || (wanted && lang !== wanted)) problems.push(`lang is ${lang} on a page in ${wanted}`);
	return problems;
}

/** Values that leaked into the page, and texts that nobody wrote. */
function leftovers(html: string): string[] {
	const bare = html.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, ' ');
	const problems: string[] = [];
	for (const leak of [
		'[object ',
		'>undefined<',
		'="undefined',
		'/undefined',
		'>null<',
		'="null"',
		'NaN',
		'Invalid Date'
	]) {
		if (bare.includes(leak)) problems.push(`the page contains ${leak} in ${around(bare, leak)}`);
	}
	const text = bare.replace(/<(textarea|code|pre)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ');
	for (const [word] of text.matchAll(/(?<![\w@./-])[a-z][a-z0-9-]*(?:\.[a-z0-9-]+){1,}(?![\w@/])/g)) {
		if (KEYS.has(word) || (AREAS.has(word.split('.')[0]) && word.split('.').length > 2))
			problems.push(`bare message key ${word}`);
	}
	return problems;
}

const around = (text: string, part: string) =>
	JSON.stringify(text.slice(Math.max(0, text.indexOf(part) - 60), text.indexOf(part) + 40));

function markupProblems(html: string): string[] {
	const report = VALID.validateStringSync(html);
	const messages = report.results.flatMap((result) => result.messages);
	return messages.map(
		(m) => `${m.ruleId}: ${m.message} (line ${m.line}${m.selector ? `, ${m.selector}` : ''})`
	);
}
