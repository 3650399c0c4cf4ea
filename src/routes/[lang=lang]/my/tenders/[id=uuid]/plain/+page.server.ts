import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { checkbox } from '#platform/forms/fields.ts';
import { plainText } from '#platform/i18n/text.ts';
import { createIdentity, readIdentity } from '#platform/sealing/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { uploadedFile } from '#platform/server/http/uploaded-file.ts';
import {
	accessTender,
	addOpenFile,
	draftTender,
	dropDraft,
	factsFor,
	readDraft,
	removeFile,
	saveOpenDraft,
	sealAndSubmit,
	standingOf,
	submitTenderPermission
} from '#capabilities/procurements/index.ts';
import { refusalsToSubmit } from '#capabilities/procurements/rules.ts';
import { emptyContent, type Content } from '#capabilities/procurements/sealing/content.ts';
import { readFields, stateOf } from '#capabilities/procurements/sealing/tender-facts.ts';
import { keepDraftKey, keptDraftKey } from './draft-cookie.ts';

export const load = async ({ locals: { ctx }, params, cookies }) => {
	const tender = await accessTender(ctx, params.id, draftTender);
	const { procurement, round } = tender;
	const found = await readDraft(tender, keptDraftKey(cookies, params.id));
	const facts = await factsFor(ctx.db, tender);
	const content = found === 'other-key' ? null : (found ?? emptyContent());
	return {
		id: tender.id,
		organisation: tender.organisationName,
		title: plainText(procurement.title, ctx.lang),
		until: round.tendersUntil!,
		open: round.tendersOpen && !procurement.cancelledAt,
		anonymous: round.anonymous,
		negotiates: procurement.negotiation !== null,
		revision: tender.revision,
		content: content && { ...content, files: content.files.map((file) => ({ ...file, key: null })) },
		secret: content && tender.draft ? keptDraftKey(cookies, params.id) : null,
		facts,
		lacking: content ? refusalsToSubmit(stateOf(facts, standingOf(tender), content)) : [],
		maySubmit: can(ctx.actor, submitTenderPermission, tender)
	};
};

const here = (ctx: Context, id: string | undefined, hash = '') =>
	`/${ctx.lang}/my/tenders/${id}/plain${hash}`;
const revision = z.string().regex(/^\d+$/).transform(Number);

/** The draft with the key that the browser brings along. @throws conflict where it was written with another */
async function draftNow(ctx: Context, id: string, secret: string | null) {
	const tender = await accessTender(ctx, id, draftTender);
	const found = await readDraft(tender, secret);
	if (found === 'other-key') throw new AppError('conflict', 'procurement.write.key.enter');
	return { tender, content: found ?? emptyContent() };
}

export const actions = {
	save: formAction({
		id: 'save',
		schema: z.object({ revision }),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, data, { params, cookies }, form) => {
			const id = params.id!;
			const secret = keptDraftKey(cookies, id) ?? (await createIdentity());
			const { tender, content } = await draftNow(ctx, id, secret);
			const fields = readFields(form, await factsFor(ctx.db, tender), true);
			await saveOpenDraft(ctx, id, { revision: data.revision, secret, content: { ...content, ...fields } });
			keepDraftKey(cookies, id, secret);
			return { to: here(ctx, id), flash: 'procurement.saved' };
		}
	}),
	key: formAction({
		id: 'key',
		schema: z.object({ draftKey: z.string().max(300) }),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, { draftKey }, { params, cookies }) => {
			const secret = readIdentity(draftKey);
			const tender = await accessTender(ctx, params.id!, draftTender);
			if (!secret || (await readDraft(tender, secret)) === 'other-key') {
				const key = 'procurement.write.key.wrong';
				throw new AppError('invalid', key, { fields: { draftKey: key } });
			}
			keepDraftKey(cookies, params.id!, secret);
			return { to: here(ctx, params.id) };
		}
	}),
	drop: formAction({
		id: 'drop',
		schema: z.object({}),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, _data, { params }) => {
			await dropDraft(ctx, params.id!);
			return { to: `/${ctx.lang}/my/tenders/${params.id}`, flash: 'procurement.write.dropped' };
		}
	}),
	file: formAction({
		id: 'file',
		schema: z.object({}),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, _data, { params, cookies }, form) => {
			const id = params.id!;
			const secret = keptDraftKey(cookies, id) ?? (await createIdentity());
			const { tender, content } = await draftNow(ctx, id, secret);
			const file = uploadedFile(form, 'file');
			if (!file)
				throw new AppError('invalid', 'form.error.failed', { fields: { file: 'form.error.required' } });
			const files = [...content.files, await addOpenFile(ctx, id, file)];
			await saveOpenDraft(ctx, id, { revision: tender.revision, secret, content: { ...content, files } });
			keepDraftKey(cookies, id, secret);
			return { to: here(ctx, id, '#files'), flash: 'procurement.tender.file.added' };
		}
	}),
	unfile: formAction({
		id: 'unfile',
		schema: z.object({ fileId: z.uuid() }),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, { fileId }, { params, cookies }) => {
			const id = params.id!;
			const secret = keptDraftKey(cookies, id);
			const { tender, content } = await draftNow(ctx, id, secret);
			await removeFile(ctx, id, fileId);
			const kept: Content = { ...content, files: content.files.filter((file) => file.id !== fileId) };
			if (secret) await saveOpenDraft(ctx, id, { revision: tender.revision, secret, content: kept });
			return { to: here(ctx, id, '#files'), flash: 'procurement.tender.file.removed' };
		}
	}),
	send: formAction({
		id: 'send',
		schema: z.object({ agree: checkbox }),
		door: (ctx, event) => accessTender(ctx, event.params.id!, submitTenderPermission),
		run: async (ctx, { agree }, { params, cookies }) => {
			const id = params.id!;
			await accessTender(ctx, id, submitTenderPermission);
			if (!agree) {
				const key = 'procurement.refuse.confirm';
				throw new AppError('invalid', key, { fields: { agree: key } });
			}
			const { content } = await draftNow(ctx, id, keptDraftKey(cookies, id));
			const receipt = await sealAndSubmit(ctx, id, content);
			return {
				to: `/${ctx.lang}/my/tenders/${id}`,
				flash: 'procurement.tender.received',
				params: { version: receipt.version }
			};
		}
	})
};
