// Three people hold keys: two who open, and one outside the buyer who can stand in for either of them.

export const SEATS = ['a', 'b', 'e'] as const;
export type Seat = (typeof SEATS)[number];

/** Any two of three. The first letter is the outer layer: that person begins. */
export const PAIRS = ['ab', 'ae', 'be'] as const;
export type Pair = (typeof PAIRS)[number];

export const outerSeat = (pair: Pair): Seat => pair[0] as Seat;
export const innerSeat = (pair: Pair): Seat => pair[1] as Seat;

/** With the escrow in it a pair needs a reason that is written down. */
export const needsReason = (pair: Pair): boolean => pair !== 'ab';

/** Public recipients of a round's holders. */
export type Recipients = Record<Seat, string>;
