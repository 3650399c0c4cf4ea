import { randomUUID } from 'node:crypto';
import { formAction } from '#platform/server/http/form-action.ts';
import { postForm } from '#capabilities/insights/form.ts';
import { postByCode, sessionByCode } from '#capabilities/insights/index.ts';
import { device } from '../device.ts';

export const load = async ({ locals: { ctx }, params, cookies, setHeaders }) => {
	const session = await sessionByCode(ctx, params.code);
	device(cookies);
	setHeaders({ 'x-uncached': '1' });
	return {
		code: session.code!,
		question: session.question,
		tables: session.tables,
		closed: session.closedAt !== null,
		automatic: session.automatic,
		key: randomUUID(),
		last: readLast(cookies.get('capture'))
	};
};

/** Table and language are remembered between posts, since one writes several in a row. */
function readLast(value: string | undefined): { table: string; lang: string; scope: string } | null {
	const [table, lang, scope] = value?.split('|') ?? [];
	return lang && scope ? { table: table ?? '', lang, scope } : null;
}

export const actions = {
	default: formAction({
		schema: postForm,
		door: (ctx, event) => sessionByCode(ctx, event.params.code!),
		run: async (ctx, data, { params, cookies }) => {
			const session = await sessionByCode(ctx, params.code!);
			await postByCode(ctx, session, { device: device(cookies) }, data);
			const last = [data.table ?? '', data.lang, data.scope].join('|');
			cookies.set('capture', last, { path: '/', sameSite: 'lax', secure: false, maxAge: 86_400 });
			return { to: `/${ctx.lang}/c/${session.code}`, flash: 'insights.flash.taken' as const };
		}
	})
};
