import { expect, it } from 'vitest';
import { csvLine } from './index.ts';

it.each([
	[['Åsa', 'Ö;l', 'sa "hej"'], 'Åsa;"Ö;l";"sa ""hej"""\r\n'],
	[['=1+1', '+46', '-x', '@SUM(A1)', '\tx', '  =2'], "'=1+1;'+46;'-x;'@SUM(A1);'\tx;'  =2\r\n"],
	[[12, -3.5, null, undefined, ''], '12;-3.5;;;\r\n'],
	[['två\nrader'], '"två\nrader"\r\n']
])('writes %j', (cells, line) => expect(csvLine(cells, ';')).toBe(line));
