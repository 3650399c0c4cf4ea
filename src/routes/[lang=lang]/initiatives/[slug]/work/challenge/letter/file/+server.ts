import { documentResponse } from '#platform/server/documents/index.ts';
import { challengeLetter } from '#capabilities/challenges/index.ts';

/** The official letter, made while one waits. */
export const GET = async ({ locals: { ctx }, params, url }) => {
	const word = (name: string, max: number) => url.searchParams.get(name)?.trim().slice(0, max) || undefined;
	const letter = await challengeLetter(ctx, params.slug, {
		to: word('to', 160),
		diaryNumber: word('diaryNumber', 60),
		signers: word('signers', 600)
	});
	const format = url.searchParams.get('format') === 'pdf' ? 'pdf' : 'docx';
	return documentResponse(letter, format, letter.title);
};
