import type { MessageKey } from '#platform/i18n/index.ts';
import type { AgreementProcess } from '../facts.ts';
import type { Fields } from '../merge.ts';
import { composeContract, signedOn } from './contract.ts';
import { Parties } from './parties.ts';
import { dayStart, filled, money, sentence, upTo, words, type At } from './shape.ts';

/** Forms in which one party is chosen without competition; of the others it is not known here. */
const DIRECT = ['grant', 'iop', 'direct-award'];

/** An agreement that follows from no award in a procurement here: award and contract in one. */
export function composeAgreement(process: AgreementProcess, at: At): Fields | null {
	const { agreement } = process;
	if (!upTo(at, process.from, agreement.publishedAt)) return null;
	const lang = agreement.title.o;
	const parties = new Parties(process);
	const buyers = agreement.parties.filter(({ role }) => role === 'buyer');
	const owner = buyers[0]
		? parties.byId(buyers[0].organisationId, 'buyer', 'procuringEntity')
		: parties.named(process.buyer, 'buyer', 'procuringEntity');
	const contract = composeContract(agreement, agreement.id, parties, lang, at);
	return {
		language: lang,
		initiationType: 'tender',
		buyer: owner,
		planning: {
			budget: { project: words('title', process.project.title, lang).title, projectID: process.project.id }
		},
		tender: filled({
			id: agreement.id,
			...words('title', agreement.title, lang),
			...words('description', agreement.purpose, lang),
			status: 'complete',
			procuringEntity: owner,
			...(DIRECT.includes(agreement.form) ? { procurementMethod: 'direct' } : {}),
			...words('procurementMethodDetails', formName(agreement.form), lang)
		}),
		awards: [award(process, parties, at)],
		contracts: [contract],
		parties: parties.list()
	};
}

// keys: agreements.form.grant agreements.form.iop agreements.form.direct-award agreements.form.procurement
// keys: agreements.form.pcp agreements.form.innovation-partnership agreements.form.outcome agreements.form.other
const formName = (form: string) => sentence(`agreements.form.${form}` as MessageKey);

function award({ agreement }: AgreementProcess, parties: Parties, at: At): Fields {
	const suppliers = agreement.parties.filter(({ role }) => role === 'supplier');
	const signed = signedOn(agreement, at);
	return filled({
		id: agreement.id,
		...words('title', agreement.title, agreement.title.o),
		status: signed ? 'active' : 'pending',
		...(signed ? { date: dayStart(signed) } : {}),
		...(agreement.valueMinor > 0 ? { value: money(agreement.valueMinor, agreement.currency) } : {}),
		suppliers: suppliers.map(({ organisationId }) => parties.byId(organisationId, 'supplier'))
	});
}
