/** Imports run one way: routes → capabilities → platform; capabilities meet only through index.ts. */
module.exports = {
	forbidden: [
		{
			name: 'no-circular',
			severity: 'error',
			from: { pathNot: '^src/routes' },
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
		},
		{
			name: 'platform-knows-no-capability',
			severity: 'error',
			from: { path: '^src/(platform|design)' },
			to: { path: '^src/(capabilities|routes)' }
		},
		{
			name: 'capabilities-know-no-routes',
			severity: 'error',
			from: { path: '^src/capabilities' },
			to: { path: '^src/routes' }
		},
		{
			name: 'capabilities-meet-through-index',
			severity: 'error',
			from: { path: '^src/capabilities/([^/]+)/', pathNot: '(\\.test|/testing)\\.ts$' },
			to: {
				path: '^src/capabilities/([^/]+)/',
				pathNot: [
					'^src/capabilities/$1/',
					'^src/capabilities/[^/]+/(index|form|rules|facts|testing)\\.ts$',
					'^src/capabilities/[^/]+/[A-Z][A-Za-z]+\\.svelte$'
				]
			}
		},
		{
			name: 'routes-use-index',
			severity: 'error',
			from: { path: '^src/(routes|hooks)' },
			to: {
				path: '^src/capabilities/[^/]+/',
				pathNot: [
					'^src/capabilities/[^/]+/(index|form|rules|facts|format|words|list|lots)\\.ts$',
					'^src/capabilities/[^/]+/written-(form|facts)\\.ts$',
					'^src/capabilities/[^/]+/(sealing|browser)/[^/]+\\.ts$',
					'\\.svelte$'
				]
			}
		},
		{
			// What seals and what runs in the browser is as pure as rules are: nothing of the server comes along.
			name: 'rules-are-pure',
			severity: 'error',
			from: {
				path: '^src/(capabilities/[^/]+/(rules\\.ts$|sealing/(?!.*test)|browser/)|platform/sealing/(?!.*test))'
			},
			to: { path: '(^|/)server/|node_modules/(pg|kysely|nodemailer)/' }
		},
		{
			name: 'initiatives-know-no-kind',
			comment: 'The composition file gathers the kinds; initiatives knows only the contract.',
			severity: 'error',
			from: { path: '^src/capabilities/initiatives/', pathNot: 'test\\.ts$' },
			to: {
				path: '^src/capabilities/(workshops|insights|challenges|calls|procurements|agreements|effects|spread)/'
			}
		},
		{
			name: 'resolvable',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true, pathNot: '^(\\$app|\\./\\$types)' }
		}
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'types', 'import', 'node', 'default'],
			extensions: ['.ts', '.js', '.svelte', '.json']
		}
	}
};
