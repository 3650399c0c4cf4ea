/**
 * A form's error summary stands before its fields, and so cannot know what they are called. Once the page is
 * written, each of its lines gets its field's name: "Beslutsdatum: Fyll i det här fältet." A question keeps its
 * mark instead of the colon.
 * @param html a whole page, or the part of it that holds summary and fields
 */
export function nameErrors(html: string): string {
	return html.replace(/(<div class="ds-error-summary"[\s\S]*?<\/ul>)/g, (summary) =>
		summary.replace(/<a href="#([^"]+)">([^<]+)<\/a>/g, (line, id: string, text: string) => {
			const name = nameOf(html, id);
			if (!name || text.startsWith(name)) return line;
			return `<a href="#${id}">${name}${/[?!.:]$/.test(name) ? '' : ':'} ${text}</a>`;
		})
	);
}

/** The words of a field's label, or of the legend of a group, without what marks it as optional. */
function nameOf(html: string, id: string): string | undefined {
	const error = html.indexOf(`id="${id}-error"`);
	const legend = html.lastIndexOf('<legend', error);
	// The error of a group stands right under its legend; that of a field within a group does not.
	const name =
		error >= 0 && legend > html.lastIndexOf('class="ds-field', error)
			? /<legend[^>]*>([\s\S]*?)<\/legend>/.exec(html.slice(legend))
			: new RegExp(
					`<label[^>]* for="${id.replace(/[^\p{L}\p{N}-]/gu, '\\$&')}"[^>]*>([\\s\\S]*?)</label>`,
					'u'
				).exec(html);
	return name?.[1]!
		.replace(/<!--.*?-->/g, '')
		.replace(/<span class="optional"[\s\S]*?<\/span>/g, '')
		.replace(/<[^>]+>/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}
