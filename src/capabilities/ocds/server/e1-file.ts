import { accessRfi, manageCalls, rfiPath, type Rfi } from '#capabilities/calls/index.ts';
import { translator, type Lang } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { stockholm } from '../compose/shape.ts';
import { e1Fields, missingIn, type E1Field, type E1Source } from '../e1.ts';
import { loadOrganisations } from './load.ts';

/** The notice of a request for information, as fields: its published version, or the draft before that. */
export async function noticeFields(ctx: Context, slug: string, id: string): Promise<E1Field[]> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	return e1Fields(await sourceOf(ctx, rfi));
}

async function sourceOf({ db, lang }: Context, rfi: Rfi): Promise<E1Source> {
	const content = rfi.version?.content ?? rfi.draft;
	const owners = await loadOrganisations(db, [rfi.initiative.organisationId]);
	const owner = owners.get(rfi.initiative.organisationId)!;
	const texts = [
		content.background,
		content.desiredEffect,
		content.targetGroup,
		content.notSought,
		content.next
	];
	return {
		lang,
		buyer: owner,
		contact: content.contact,
		title: plainText(content.title, lang),
		description: texts
			.filter((text): text is LocalText => text !== null)
			.map((text) => plainText(text, lang).trim())
			.filter(Boolean)
			.join('\n\n'),
		cpv: content.cpv,
		answersUntil: rfi.answersUntil ? stockholm(rfi.answersUntil) : null,
		langs: content.langs,
		page: `${config().PUBLIC_URL}/${lang}${rfiPath(rfi)}`
	};
}

/** The same as a text that people read and copy from, field by field. */
export async function noticeFile(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ name: string; text: string }> {
	const fields = await noticeFields(ctx, slug, id);
	return { name: `${slug}-E1.txt`.slice(-120), text: written(fields, ctx.lang) };
}

function written(fields: E1Field[], lang: Lang): string {
	const t = translator(lang);
	const missing = missingIn(fields);
	const head = [
		t('ocds.e1.file.title'),
		t('ocds.e1.file.text'),
		missing.length > 0
			? `${t('ocds.e1.file.missing', { count: missing.length })}\n${missing.map((one) => `  ${one.id}  ${t(one.name)}`).join('\n')}`
			: t('ocds.e1.file.complete')
	];
	const body = fields.map((one) => {
		const kind = one.required ? t('ocds.e1.required') : t('ocds.e1.optional');
		return `${one.id}  ${t(one.name)} (${kind})\n${indented(shown(one, t))}`;
	});
	return `${[...head, ...body].join('\n\n')}\n`;
}

function shown({ value, required }: E1Field, t: ReturnType<typeof translator>): string {
	if (value === 'database') return t('ocds.e1.by-database');
	return value ?? t(required ? 'ocds.e1.missing' : 'ocds.e1.empty');
}

const indented = (text: string) =>
	text
		.split(/\r?\n/)
		.map((line) => (line ? `    ${line}` : ''))
		.join('\n');
