/** The passphrase of every key in the demo world, which says so on its pages. No real key has it: those are random. */
export const DEMO_PASSPHRASE = 'dem00-dem00-dem00-dem00-dem00';
