import type { PublicInitiative } from '#capabilities/initiatives/index.ts';

/** The minutes of the challenge's decision lie with the decision, not with the dossier: put beside it. */
export function withMinutes(
	phases: PublicInitiative['phases'],
	decision: { minutesFile: string | null; minutesName: string | null } | null
): PublicInitiative['phases'] {
	if (!decision?.minutesFile) return phases;
	const minutes = { id: decision.minutesFile, name: decision.minutesName ?? 'protokoll', type: '', size: 0 };
	const decided = phases
		.flatMap((phase) => phase.papers)
		.find((paper) => paper.kind === 'decision' && paper.path?.endsWith('/challenge'));
	return phases.map((phase) => ({
		...phase,
		papers: phase.papers.map((paper) =>
			paper === decided ? { ...paper, files: [minutes, ...paper.files] } : paper
		)
	}));
}
