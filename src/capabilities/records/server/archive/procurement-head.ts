import type { publicProcurement } from '#capabilities/procurements/index.ts';

export type Page = Awaited<ReturnType<typeof publicProcurement>>;

/** What stands at the head of every paper of a procurement. */
export const head = ({ run, publication }: Page, kind: string) => ({
	sender: run.organisationName,
	kind,
	meta: publication ? [{ label: 'Diarienummer', value: publication.diary_number }] : []
});
