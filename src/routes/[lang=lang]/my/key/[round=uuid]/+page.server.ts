import { z } from 'zod';
import { AppError } from '#platform/errors/index.ts';
import { optionalText } from '#platform/forms/fields.ts';
import { plainText } from '#platform/i18n/text.ts';
import { openBytes, unlock } from '#platform/sealing/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { beginForm } from '#capabilities/procurements/form.ts';
import {
	accessHeld,
	beginUnsealing,
	finishUnsealing,
	giveLayers,
	heldPage,
	takeLayers,
	type Given
} from '#capabilities/procurements/index.ts';
import { clientMessages } from '../../client-messages.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { held, ...page } = await heldPage(ctx, params.round);
	const { title, roundName, ...rest } = held;
	return {
		...page,
		held: { ...rest, title: plainText(title, ctx.lang), roundName: plainText(roundName, ctx.lang) },
		messages: clientMessages(ctx.lang, [
			'procurement.key.',
			'procurement.holders.',
			'procurement.unseal.',
			'procurement.tender.until'
		])
	};
};

const here = (ctx: Context, round: string | undefined) => `/${ctx.lang}/my/key/${round}`;
const unsealing = z.uuid();

/** What the layer just handed in leads to: the other's turn, or the end. */
async function goOn(ctx: Context, round: string, id: string, given: Given[], despite = false) {
	const after = given.length > 0 ? await giveLayers(ctx, round, id, given) : await runningNow(ctx, round, id);
	if (after?.turn) return { to: here(ctx, round), flash: 'procurement.unseal.flash.layer' } as const;
	const outcome = await finishUnsealing(ctx, round, id, { despite });
	const flash = {
		worked: 'procurement.unseal.flash.worked',
		failed: 'procurement.unseal.flash.failed',
		opened: 'procurement.unseal.flash.opened',
		faults: 'procurement.unseal.faults'
	} as const;
	return { to: here(ctx, round), flash: flash[outcome] };
}

async function runningNow(ctx: Context, round: string, id: string) {
	return (await heldPage(ctx, round)).running.find((one) => one.id === id) ?? null;
}

export const actions = {
	begin: formAction({
		id: 'begin',
		schema: beginForm,
		door: (ctx, event) => accessHeld(ctx, event.params.round!),
		run: async (ctx, data, { params }) => {
			await beginUnsealing(ctx, params.round!, data);
			return { to: here(ctx, params.round), flash: 'procurement.unseal.flash.begun' };
		}
	}),
	code: formAction({
		id: 'code',
		schema: z.object({}),
		door: (ctx, event) => accessHeld(ctx, event.params.round!),
		run: async (ctx, _data, { params }) => {
			await accessHeld(ctx, params.round!);
			return { to: here(ctx, params.round) };
		}
	}),
	passphrase: formAction({
		id: 'passphrase',
		schema: z.object({ unsealing, passphrase: z.string().min(20).max(60) }),
		door: (ctx, event) => accessHeld(ctx, event.params.round!),
		run: async (ctx, data, { params }) => {
			const { locked } = await heldPage(ctx, params.round!);
			const secret = await unlock(locked ?? '', data.passphrase).catch(() => null);
			if (!secret) {
				const key = 'procurement.unseal.refuse.key';
				throw new AppError('invalid', key, { fields: { passphrase: key } });
			}
			const given: Given[] = [];
			for (const { position, body } of await takeLayers(ctx, params.round!, data.unsealing))
				given.push({ position, body: await openBytes(secret, body).catch(() => null) });
			return goOn(ctx, params.round!, data.unsealing, given);
		}
	}),
	result: formAction({
		id: 'result',
		schema: z.object({ unsealing, result: z.string().trim().min(1).max(4_000_000) }),
		door: (ctx, event) => accessHeld(ctx, event.params.round!),
		run: async (ctx, data, { params }) => goOn(ctx, params.round!, data.unsealing, resultOf(data.result))
	}),
	finish: formAction({
		id: 'finish',
		schema: z.object({ unsealing, despite: optionalText(3) }),
		door: (ctx, event) => accessHeld(ctx, event.params.round!),
		run: async (ctx, data, { params }) => goOn(ctx, params.round!, data.unsealing, [], data.despite === 'yes')
	})
};

/** Lines of a number and base64, as the script prints them; `damaged` for what would not open. */
function resultOf(text: string): Given[] {
	const lines = text.split('\n').map((line) => /^(\d{1,6}) ([A-Za-z0-9+/=]+|damaged)$/.exec(line.trim()));
	if (lines.some((line) => line === null)) {
		const key = 'procurement.unseal.age.bad';
		throw new AppError('invalid', key, { fields: { result: key } });
	}
	return lines.map((line) => ({
		position: Number(line![1]),
		body: line![2] === 'damaged' ? null : new Uint8Array(Buffer.from(line![2]!, 'base64'))
	}));
}
