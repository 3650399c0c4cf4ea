import type { Heard } from '../insights.ts';

/** What people said in the two workshops. */
export const HEARD: Heard[] = [
	{
		kind: 'need',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Bussen går två gånger om dagen. Då spelar det ingen roll hur bra verksamheten är.',
			'The bus runs twice a day. Then it does not matter how good the activity is.'
		],
		alike: [
			'Det finns ingen buss hem från träningen.',
			'Vi bor fyra mil från närmaste öppna förskola.',
			'Utan bil kommer vi ingenstans.'
		]
	},
	{
		kind: 'obstacle',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Fritidsledare ser det först, men har ingen att ringa.',
			'Youth workers see it first, but have nobody to call.'
		],
		alike: ['Tränaren märker när något är fel men vet inte vem man säger det till.']
	},
	{
		kind: 'idea',
		scope: 'national',
		theme: 'schooling',
		words: [
			'Andra kommuner betalar per familj som är kvar efter ett år.',
			'Other municipalities pay per family that is still there after a year.'
		]
	},
	{
		kind: 'need',
		scope: 'local',
		theme: 'mental-health',
		words: [
			'Någon att prata med på kvällen, inte en tid om sex veckor.',
			'Someone to talk to in the evening, not an appointment in six weeks.'
		],
		alike: ['När det krisar är det alltid efter fem.']
	},
	{
		kind: 'observation',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Mormödrar håller ihop mer än vi tror. De är aldrig med på mötena.',
			'Grandmothers hold more together than we think. They are never at the meetings.'
		]
	},
	{
		kind: 'obstacle',
		scope: 'national',
		theme: 'mental-health',
		words: [
			'Så fort det heter utredning drar sig familjen undan.',
			'As soon as it is called an inquiry the family withdraws.'
		],
		alike: ['Ordet orosanmälan stänger dörren.']
	},
	{
		kind: 'idea',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Öppet kök på fredagar i byskolan. Ingen ska behöva förklara varför de kommer.',
			'An open kitchen on Fridays in the village school. Nobody should have to explain why they come.'
		]
	},
	{
		kind: 'question',
		scope: 'national',
		theme: 'schooling',
		words: [
			'Vem äger frågan när barnet är friskt, går i skolan och ändå mår dåligt?',
			'Who owns the question when the child is healthy, goes to school and still feels bad?'
		]
	},
	{
		kind: 'need',
		scope: 'local',
		theme: 'mental-health',
		words: [
			'Unga vill prata med unga, inte med en kurator som byts ut varje termin.',
			'Young people want to talk with young people, not with a counsellor who is replaced every term.'
		]
	},
	{
		kind: 'observation',
		scope: 'local',
		theme: 'schooling',
		words: [
			'De som slutar komma till skolan slutade komma till träningen ett halvår tidigare.',
			'Those who stop coming to school stopped coming to training six months before.'
		]
	}
];
