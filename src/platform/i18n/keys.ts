// One line per area of messages/sv: the typed union of every message key.
type Keys<T> = Exclude<keyof T, symbol | number>;

export type MessageKey =
	| Keys<typeof import('#messages/sv/platform.json')>
	| Keys<typeof import('#messages/sv/common.json')>
	| Keys<typeof import('#messages/sv/rfi.json')>
	| Keys<typeof import('#messages/sv/records.json')>
	| Keys<typeof import('#messages/sv/agreements.json')>
	| Keys<typeof import('#messages/sv/agreementforms.json')>
	| Keys<typeof import('#messages/sv/mywork.json')>
	| Keys<typeof import('#messages/sv/notifications.json')>
	| Keys<typeof import('#messages/sv/effects.json')>
	| Keys<typeof import('#messages/sv/procurement.json')>
	| Keys<typeof import('#messages/sv/sealing.json')>
	| Keys<typeof import('#messages/sv/written.json')>
	| Keys<typeof import('#messages/sv/lots.json')>
	| Keys<typeof import('#messages/sv/anonymous.json')>
	| Keys<typeof import('#messages/sv/partners.json')>
	| Keys<typeof import('#messages/sv/spread.json')>
	| Keys<typeof import('#messages/sv/home.json')>
	| Keys<typeof import('#messages/sv/about.json')>
	| Keys<typeof import('#messages/sv/accessibility.json')>
	| Keys<typeof import('#messages/sv/opendata.json')>
	| Keys<typeof import('#messages/sv/ocds.json')>
	| Keys<typeof import('#messages/sv/visitors.json')>
	| Keys<typeof import('#messages/sv/search.json')>
	| Keys<typeof import('#messages/sv/themes.json')>
	| Keys<typeof import('#messages/sv/trust.json')>
	| Keys<typeof import('#messages/sv/identity.json')>
	| Keys<typeof import('#messages/sv/methods.json')>
	| Keys<typeof import('#messages/sv/initiatives.json')>
	| Keys<typeof import('#messages/sv/actors.json')>
	| Keys<typeof import('#messages/sv/workshops.json')>
	| Keys<typeof import('#messages/sv/insights.json')>
	| Keys<typeof import('#messages/sv/challenges.json')>
	| Keys<typeof import('#messages/sv/comments.json')>;
