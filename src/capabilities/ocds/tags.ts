import { isKeyed, same, sameId, type Fields } from './merge.ts';

const list = (value: unknown): Fields[] => (isKeyed(value) ? value : []);

/**
 * What a release tells of, in the words of the standard, seen from what has changed.
 * @param before the process merged so far; null for its first release
 */
export function tagsOf(before: Fields | null, after: Fields): string[] {
	const planning = ['planning', 'withdrawn'].includes((after.tender as Fields).status as string);
	if (planning) return [before ? 'planningUpdate' : 'planning'];
	const later = [...awardTags(before, after), ...contractTags(before, after)];
	if (!before)
		return [...((after.tender as Fields).status === 'complete' ? [] : ['planning', 'tender']), ...later];
	const about = tenderTags(before, after);
	// A release of awards may tell how the tender went; that is no change of the tender of its own.
	const own = later.length > 0 ? about.filter((tag) => !tag.endsWith('Update')) : about;
	const tags = [...own, ...later];
	return tags.length > 0 ? tags : [before.contracts ? 'contractUpdate' : 'tenderUpdate'];
}

function tenderTags(before: Fields, after: Fields): string[] {
	const [was, is] = [before.tender as Fields, after.tender as Fields];
	if (was.status !== is.status && is.status === 'cancelled') return ['tenderCancellation'];
	const amended = list(is.amendments).length > list(was.amendments).length;
	if (amended) return ['tenderAmendment'];
	return [
		...(same(before.planning, after.planning) ? [] : ['planningUpdate']),
		...(same(was, is) ? [] : ['tenderUpdate'])
	];
}

function awardTags(before: Fields | null, after: Fields): string[] {
	const known = list(before?.awards);
	const tags = list(after.awards).flatMap((award) => {
		const was = sameId(known, award);
		if (!was) return ['award'];
		if (same(was, award)) return [];
		return was.status !== award.status && award.status === 'cancelled'
			? ['awardCancellation']
			: ['awardUpdate'];
	});
	return [...new Set(tags)];
}

function contractTags(before: Fields | null, after: Fields): string[] {
	const known = list(before?.contracts);
	const tags = list(after.contracts).flatMap((contract) => {
		const was = sameId(known, contract);
		const { implementation, ...terms } = contract;
		if (!was) return implementation ? ['contract', 'implementation'] : ['contract'];
		const { implementation: done, ...old } = was;
		const about = same(old, terms) ? [] : [changeOf(old, terms)];
		if (same(done, implementation)) return about;
		return [...about, done ? 'implementationUpdate' : 'implementation'];
	});
	return [...new Set(tags)];
}

function changeOf(was: Fields, is: Fields): string {
	const ended = was.status !== is.status && ['terminated', 'cancelled'].includes(is.status as string);
	return ended ? 'contractTermination' : 'contractUpdate';
}
