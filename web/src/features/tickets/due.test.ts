import { describe, expect, it } from 'vitest';

import { english } from '../../shared/words/english';
import { german } from '../../shared/words/german';
import { ticketsWords } from './card-words';
import { dueStateAt, dueText } from './due';
import { german as germanTickets } from './words.de';

const MINUTE = 60_000;
const DUE = 1_700_000_000_000;

describe('when a ticket is due', () => {
  const words = ticketsWords.in({ shared: english, features: {} });
  const deutsch = ticketsWords.in({ shared: german, features: { tickets: germanTickets } });

  it.each([
    [-3 * 24 * 60 - 4 * 60 - 5, 'Due in 3 days 4 hr'],
    [-24 * 60, 'Due in 1 day'],
    [-135, 'Due in 2 hr 15 min'],
    [-120, 'Due in 2 hr'],
    [-1, 'Due in 1 min'],
    [-0.5, 'Due now'],
    [0, 'Just overdue'],
    [20, 'Overdue by 20 min'],
    [26 * 60, 'Overdue by 1 day 2 hr'],
  ])('is said in words: %d minutes after', (minutes, text) => {
    expect(dueText(DUE, DUE + minutes * MINUTE, words)).toBe(text);
  });

  it('is said in German, too', () => {
    expect(dueText(DUE, DUE - 135 * MINUTE, deutsch)).toBe('Fällig in 2 Std. 15 Min.');
    expect(dueText(DUE, DUE + 20 * MINUTE, deutsch)).toBe('Überfällig seit 20 Min.');
  });

  it('is soon from the server’s moment on, and late from then on', () => {
    const ticket = { dueAt: DUE, dueSoonAt: DUE - 10 * MINUTE };
    expect([-11, -10, -1, 0].map((minutes) => dueStateAt(ticket, DUE + minutes * MINUTE))).toEqual(['ok', 'soon', 'soon', 'late']);
    expect(dueStateAt({}, DUE)).toBeNull();
  });
});
