import {
	assessDocument,
	concludeRequest,
	documentToTry,
	heldFor,
	registerRequest,
	requestOf
} from '#capabilities/records/index.ts';
import { swedishToday } from '#platform/server/db/today.ts';
import type { Rfi } from './rfi.ts';
import type { Run } from './steps.ts';
import type { World } from './world.ts';

/** Somebody asks to read the answers to an RFI; one figure in one of them is kept back. */
export async function disclosure(world: World, run: Run, call: Rfi): Promise<void> {
	const slug = run.slug;
	const id = await registerRequest(await world.as('rut'), slug, {
		subject: { kind: 'rfi', id: call.id },
		receivedOn: await swedishToday(world.db),
		wanted: 'Jag vill läsa svaren om hur man får fler att komma, och hur många varje organisation kan möta.',
		diaryNumber: 'RJL 2026/801'
	});
	const ref = { slug, id };
	const ctx = await world.as(run.lead);
	const { request } = await requestOf(ctx, ref);
	for (const { documentId, organisation } of (await heldFor(ctx, slug, request)).holdings!) {
		const { parts } = await documentToTry(ctx, ref, documentId);
		const secret = (part: string) => part === parts.at(-1)!.key && organisation.name.startsWith('Byabussen');
		const findings = parts.map(({ key }) =>
			secret(key)
				? {
						part: key,
						outcome: 'secret' as const,
						passages: [],
						paragraph: '31 kap. 16 § offentlighets- och sekretesslagen (2009:400)',
						harm: 'Antalet går att räkna om till ett pris per person, som andra kan lägga sig under i upphandlingen.'
					}
				: { part: key, outcome: 'open' as const, passages: [], paragraph: null, harm: null }
		);
		await assessDocument(ctx, ref, documentId, { findings, seen: '' });
	}
	await concludeRequest(ctx, ref);
}
