import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { PublicMoney } from '#capabilities/agreements/index.ts';
import type { PublicInitiative, PublicParts } from '#capabilities/initiatives/index.ts';

export interface MoneyLine {
	label: MessageKey;
	params?: MessageParams;
	/** Minor units. */
	value: number;
	note?: MessageKey;
	noteParams?: MessageParams;
	/** Without language. */
	path?: string;
}

const AWARDED: MessageKey = 'procurement.figure.value';

/** What there is to tell of money, from frame to payment. Other currencies than the initiative's are left to the agreements' own pages. */
export function moneyLines(
	page: Pick<PublicParts, 'figures' | 'phases'> & {
		run: Pick<PublicInitiative['run'], 'budgetMinor' | 'currency'>;
	},
	money: PublicMoney[]
): MoneyLine[] {
	const { budgetMinor, currency } = page.run;
	const agreed = money.find((one) => one.currency === currency);
	const awarded = page.figures.find((figure) => figure.label === AWARDED);
	const agreement = page.phases
		.flatMap((phase) => phase.notes)
		.find((note) => note.path?.includes('/agreements/'));
	const lines: (MoneyLine | false)[] = [
		budgetMinor !== null && { label: 'initiatives.money.frame', value: budgetMinor },
		Boolean(awarded) && { label: AWARDED, value: awarded!.value },
		agreed !== undefined &&
			agreed.planned > 0 && {
				label: 'initiatives.money.planned',
				params: { count: agreed.agreements },
				value: agreed.planned,
				path: agreement?.path
			},
		agreed !== undefined &&
			agreed.planned > 0 && {
				label: 'initiatives.money.paid',
				value: agreed.paid,
				...(agreed.latest
					? {
							note: 'initiatives.money.latest' as const,
							noteParams: { date: new Date(`${agreed.latest}T12:00:00Z`) }
						}
					: {})
			},
		agreed !== undefined &&
			agreed.paidForResults > 0 && { label: 'initiatives.money.results', value: agreed.paidForResults }
	];
	return lines.filter((line): line is MoneyLine => line !== false);
}
