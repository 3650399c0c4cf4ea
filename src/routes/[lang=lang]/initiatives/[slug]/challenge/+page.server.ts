import { z } from 'zod';
import { isSignedIn, requirePerson } from '#platform/access/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { addComment, commentsOn, deleteComment, editComment } from '#capabilities/comments/index.ts';
import { commentSchema, editSchema } from '#capabilities/comments/form.ts';
import { publicChallenge } from '#capabilities/challenges/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const challenge = await publicChallenge(ctx, params.slug);
	const { run } = challenge;
	return {
		run: { slug: run.slug, title: run.title, owner: run.organisationName },
		content: challenge.content,
		budgetMinor: challenge.budgetMinor,
		number: challenge.number,
		publishedAt: challenge.publishedAt,
		firstPublishedAt: challenge.firstPublishedAt,
		decision: challenge.decision,
		changedAfterDecision: challenge.changedAfterDecision,
		comments: await commentsOn(ctx, 'challenge', challenge.id),
		signedIn: isSignedIn(ctx.actor)
	};
};

const door = requirePerson;
const back = (lang: string, slug: string | undefined) => `/${lang}/initiatives/${slug}/challenge#comments`;

export const actions = {
	comment: formAction({
		id: 'comment',
		schema: commentSchema,
		door,
		run: async (ctx, { body }, { params }) => {
			const challenge = await publicChallenge(ctx, params.slug!);
			const { held } = await addComment(ctx, { kind: 'challenge', id: challenge.id }, body);
			return { to: back(ctx.lang, params.slug), flash: held ? 'comments.held' : 'comments.added' };
		}
	}),
	editComment: formAction({
		id: 'editComment',
		schema: editSchema,
		door,
		run: async (ctx, data, { params }) => {
			await editComment(ctx, data);
			return { to: back(ctx.lang, params.slug), flash: 'comments.changed' };
		}
	}),
	deleteComment: formAction({
		id: 'deleteComment',
		schema: z.object({ commentId: id }),
		door,
		run: async (ctx, { commentId }, { params }) => {
			await deleteComment(ctx, commentId);
			return { to: back(ctx.lang, params.slug), flash: 'comments.deleted' };
		}
	})
};
