// @vitest-environment node
import { expect, it } from 'vitest';

import { ticketRuns, ticketsNamed } from './tickets';

it.each([
  ['HD-250819-138', ['HD-250819-138']],
  ['see hd-250819-138, please', ['HD-250819-138']],
  ['R7-250818-003 and NET-250818-A00.', ['R7-250818-003', 'NET-250818-A00']],
  ['HD-250819-138 again: HD-250819-138', ['HD-250819-138']],
  ['https://desk.example/tickets/HD-250819-138?tab=1', ['HD-250819-138']],
  ['(HD-250819-138)', ['HD-250819-138']],
  ['xHD-250819-138-2', []],
  ['ÄHD-250819-138', []],
  ['250819-138', []],
  ['HD-25081-138', []],
  ['HD-250819-13', []],
  ['', []],
])('%j names %j', (text, numbers) => {
  expect(ticketsNamed(text)).toEqual(numbers);
});

it('loses nothing of the text', () => {
  const text = 'first HD-250819-138, then hd-250819-141';
  const runs = ticketRuns(text);
  expect(runs.map((run) => run.text).join('')).toBe(text);
  expect(runs.map((run) => run.number)).toEqual([null, 'HD-250819-138', null, 'HD-250819-141']);
});
