import type { PublishedTexts } from '#capabilities/challenges/index.ts';
import type { PublicInitiative } from '#capabilities/initiatives/index.ts';

/** The minutes of the challenge's decision lie with the decision, not with the dossier: put beside it. */
export function withMinutes(
	phases: PublicInitiative['phases'],
	decided: PublishedTexts['minutes']
): PublicInitiative['phases'] {
	if (!decided) return phases;
	const minutes = { id: decided.id, name: decided.name ?? 'protokoll', type: '', size: 0 };
	const decision = phases
		.flatMap((phase) => phase.papers)
		.find((paper) => paper.kind === 'decision' && paper.path?.endsWith('/challenge'));
	return phases.map((phase) => ({
		...phase,
		papers: phase.papers.map((paper) =>
			paper === decision ? { ...paper, files: [minutes, ...paper.files] } : paper
		)
	}));
}
