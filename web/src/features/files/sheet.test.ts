import { expect, it } from 'vitest';

import { isSheet, rowsOf } from './sheet';

it.each([
  ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
  ['a;b\r\n1,5;2', [['a', 'b'], ['1,5', '2']]],
  ['a\tb\n\n1\t', [['a', 'b'], ['1', '']]],
  ['a|b\n1|2', [['a', 'b'], ['1', '2']]],
  ['"a, b",c\n"says ""no""\nagain",2', [['a, b', 'c'], ['says "no"\nagain', '2']]],
  [',b\n,2', [['', 'b'], ['', '2']]],
  ['one line of prose', null],
  ['', null],
])('reads %j', (text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
});

it('takes in what is cut within quotes, and no more columns than fit', () => {
  expect(rowsOf('a,b\n1,"cut in the mid')?.[0]).toEqual(['a', 'b']);
  expect(rowsOf(Array.from({ length: 200 }, () => 'x').join(','))?.[0]).toHaveLength(50);
});

it('stays fast for what is no table at all', () => {
  const began = performance.now();
  rowsOf(`a,b\n${'"'.repeat(200_000)}`);
  rowsOf(`a,b\n${'",'.repeat(100_000)}`);
  expect(performance.now() - began).toBeLessThan(2000);
});

it('knows tables by their type or name', () => {
  expect(isSheet({ name: 'a.csv', mimeType: 'text/plain' }) && isSheet({ name: 'a', mimeType: 'text/csv' })).toBe(true);
  expect(isSheet({ name: 'a.txt', mimeType: 'text/plain' })).toBe(false);
});
