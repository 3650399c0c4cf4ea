/** Which form of agreement fits, and the limits of the law that the answer rests on. Amounts in öre, without VAT. */
export { editLimits, limits, limitsToday, recordLimit, type Limit } from './server/limits.ts';
