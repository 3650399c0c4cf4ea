import { listFiles } from '#platform/server/files/index.ts';
import { accessAgreement, findAgreement } from '#capabilities/agreements/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const key = await accessAgreement(ctx, params.slug, params.id);
	const [agreement, files] = await Promise.all([
		findAgreement(ctx.db, key.run.id, key.id),
		listFiles(ctx.db, 'agreement', [key.id])
	]);
	return {
		run: { slug: key.run.slug, title: key.run.title, organisation: key.run.organisationName },
		// References of payments are working papers; they never leave the server here.
		agreement: {
			...agreement,
			payments: agreement.payments.map((payment) => ({ ...payment, reference: null }))
		},
		files: files.filter((file) => file.published_at).map(({ id, name }) => ({ id, name }))
	};
};
