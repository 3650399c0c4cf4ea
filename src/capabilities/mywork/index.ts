/** One's own page: all my initiatives at once, my data as a file, and erasing me. */
export { myWork, type WorkItem } from './server/work.ts';
export { eraseMe, erasurePlan, myData } from './server/data.ts';
