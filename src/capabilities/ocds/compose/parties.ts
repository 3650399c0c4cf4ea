import { countryName, countyName, municipalityName } from '#platform/places/index.ts';
import type { Frame, Organisation } from '../facts.ts';
import type { Fields } from '../merge.ts';

const ORDER = ['buyer', 'procuringEntity', 'funder', 'tenderer', 'supplier', 'payer', 'payee'] as const;
export type Role = (typeof ORDER)[number];

/** Whoever is named in a release, collected while it is written. Organisations only, never persons. */
export class Parties {
	#frame: Frame;
	#known = new Map<string, { fields: Fields; roles: Set<Role> }>();

	constructor(frame: Frame) {
		this.#frame = frame;
	}

	/** Names an organisation in a role, and gives what to write where it is meant. */
	named(organisation: Organisation, ...roles: Role[]): Fields {
		return this.#add({ id: organisation.id, ...described(organisation) }, roles);
	}

	byId(id: string, ...roles: Role[]): Fields {
		return this.named(this.#frame.organisations.get(id)!, ...roles);
	}

	/** A partner that is known by its name in the tender only. */
	byName(id: string, name: string, ...roles: Role[]): Fields {
		return this.#add({ id, name }, roles);
	}

	#add(fields: Fields, roles: Role[]): Fields {
		const id = fields.id as string;
		const known = this.#known.get(id) ?? { fields, roles: new Set<Role>() };
		for (const role of roles) known.roles.add(role);
		this.#known.set(id, known);
		return { id, name: fields.name };
	}

	list(): Fields[] {
		return [...this.#known.values()].map(({ fields, roles }) => ({
			...fields,
			roles: ORDER.filter((role) => roles.has(role))
		}));
	}
}

function described({ name, number, country, municipality, county }: Organisation): Fields {
	const place = {
		...(municipality ? { locality: municipalityName(municipality) } : {}),
		...(county ? { region: countyName(county, 'sv') } : {}),
		countryName: countryName(country, 'sv')
	};
	return {
		name,
		...(number ? { identifier: { scheme: 'SE-ON', id: number, legalName: name } } : {}),
		address: place
	};
}
