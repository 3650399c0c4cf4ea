/** Name of the field for a one-time code in a form whose sending must be confirmed by one. */
export const CODE_FIELD = 'secondFactorCode';
