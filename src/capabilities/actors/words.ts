import type { MembershipRole } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import type { Sector } from './form.ts';

/** Sectors in words. */
export const SECTOR_KEYS: Record<Sector, MessageKey> = {
	public: 'actors.sector.public',
	'civil-society': 'actors.sector.civil-society',
	business: 'actors.sector.business',
	academia: 'actors.sector.academia',
	'social-enterprise': 'actors.sector.social-enterprise',
	funder: 'actors.sector.funder',
	other: 'actors.sector.other'
};

/** Roles in an organisation, in words. */
export const ROLE_KEYS: Record<MembershipRole, MessageKey> = {
	member: 'actors.role.member',
	representative: 'actors.role.representative',
	'decision-maker': 'actors.role.decision-maker'
};
