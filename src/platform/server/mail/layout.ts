import type { Lang } from '#platform/i18n/index.ts';
import type { MailContent } from './index.ts';

type Block = MailContent['body'][number];

export function toPlain({ body, reason }: MailContent): string {
	const blocks = body.map((block) => {
		if (typeof block === 'string') return block;
		if ('list' in block) return block.list.map((item) => `- ${item}`).join('\n');
		return `${block.text}:\n${block.link}`;
	});
	return [...blocks, ...(reason ? [`-- \n${reason}`] : [])].join('\n\n') + '\n';
}

export function toHtml({ body, reason, subject }: MailContent, lang: Lang): string {
	const blocks = body.map(blockHtml).join('\n');
	const foot = reason ? `<hr><p><small>${escapeHtml(reason)}</small></p>` : '';
	return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>${blocks}${foot}</body></html>`;
}

function blockHtml(block: Block): string {
	if (typeof block === 'string') return `<p>${escapeHtml(block).replaceAll('\n', '<br>')}</p>`;
	if ('list' in block) return `<ul>${block.list.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
	return `<p><a href="${escapeHtml(block.link)}">${escapeHtml(block.text)}</a></p>`;
}

export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
