import { expect, test } from 'vitest';
import { hashToken, newToken, seal, unseal } from './tokens.ts';

test('a sealed text opens only for its own purpose and only unchanged', () => {
	const sealed = seal('one', 'åäö');
	expect(unseal('one', sealed)).toBe('åäö');
	expect(unseal('two', sealed)).toBeNull();
	expect(unseal('one', sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA'))).toBeNull();
	expect(unseal('one', 'short')).toBeNull();
	expect(seal('one', 'åäö')).not.toBe(sealed);
});

test('tokens are long, differ, and do not show in their hash', () => {
	const token = newToken();
	expect(token).toHaveLength(43);
	expect(newToken()).not.toBe(token);
	expect(hashToken(token)).toBe(hashToken(token));
	expect(hashToken(token)).not.toContain(token);
});
