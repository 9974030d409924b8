import { expect, it } from 'vitest';

import { begins, searchable } from './begins';

it.each<[name: string, found: string[], other: string[]]>([
  ['Karl-Heinz Becker', ['karl', 'karl-', 'karl-h', 'karl‑h', 'Karl-Heinz', 'karl-heinz b', 'karl heinz', 'karl heinz becker', 'heinz', 'heinz b'], ['karl.', 'karl’', 'karlheinz', 'arl', 'karl b', 'karl -', 'becker-', 'kh k']],
  ['Maria Schmidt-Weber', ['maria schmidt-', 'schmidt-w', 'schmidt weber', 'maria schmidt w', 'weber'], ['maria-', 'maria w']],
  ['Seán O’Brien', ["o'", 'o’', "o'b", 'o’b', 'sean o b', "sean o'brien", 'brien'], ['sean’', "sean's"]],
  ["Gina D'Angelo", ['d’', 'd’a', "d'angelo", 'd angelo', 'angelo'], []],
  ['J. P. Morgan', ['j.', 'j. p', 'j.p.', 'j.p. m', 'j p morgan', 'p. morgan', 'morgan'], ['morgan.', 'j-p']],
  ['Ian St. John', ['st.', 'st. j', 'st john', 'ian st'], ['ian.']],
  ['Anna Schmidt (Support 2)', ['anna schmidt (', 'anna schmidt (s', 'support', 'schmidt support 2', '2'], ["anna's", 'anna.s', 'support)', 'port']],
  ['_x c++', ['_', '_x', 'x', 'c+', 'c++'], ['.', 'c-']],
])('%s is found by the beginnings of its words, whatever separates them', (name, found, other) => {
  const names = searchable('kh', name);
  expect(found.filter((typed) => !begins(typed).test(names))).toEqual([]);
  expect(other.filter((typed) => begins(typed).test(names))).toEqual([]);
});
