import { describe, expect, it } from 'vitest';

import { amountIn, draftOf, minutesOf, prioritiesIn, problemIn, targetsOf, teamsIn, usualHours, withAmount } from './draft';

const TARGETS = {
  targets: [
    { priority: 'urgent', minutes: 90 },
    { priority: 'high', minutes: 240 },
    { priority: '2', minutes: 480, team: 'ITTS_Main' },
  ],
};

describe('the target times that are edited', () => {
  it('are what the server has until something is changed', () => {
    const draft = draftOf(TARGETS);
    expect(amountIn(draft, '', 'urgent')).toEqual({ value: '90', unit: 'minutes' });
    expect(amountIn(draft, '', 'high')).toEqual({ value: '4', unit: 'hours' });
    expect(amountIn(draft, '', 'low')).toEqual({ value: '', unit: 'hours' });
    expect(targetsOf(draft)).toEqual(TARGETS);
  });

  it('know priorities that Orvale’s pages do not, and teams with targets of their own', () => {
    const draft = draftOf({ targets: [{ priority: 'very high', minutes: 60, team: 'NETWORK' }] });
    expect(prioritiesIn(draft)).toEqual(['urgent', 'high', 'medium', 'low', 'very high']);
    expect(teamsIn(draft)).toEqual(['NETWORK']);
    expect(teamsIn(withAmount(draft, 'NETWORK', 'very high', { value: '', unit: 'hours' }))).toEqual([]);
  });

  it.each([
    ['', 'hours', null],
    ['1,5', 'hours', 90],
    ['0.01', 'hours', 1],
    ['0', 'minutes', Number.NaN],
    ['-3', 'hours', Number.NaN],
    ['soon', 'hours', Number.NaN],
    ['8761', 'hours', Number.NaN],
  ] as const)('are minutes to the server: %j %s', (value, unit, minutes) => {
    expect(minutesOf({ value, unit })).toBe(minutes);
  });

  it('name the first mistake', () => {
    const draft = draftOf({ targets: [] });
    const hours = usualHours();
    expect(problemIn(draft)).toBeNull();
    expect(problemIn(withAmount(draft, 'NETWORK', 'very high', { value: 'x', unit: 'hours' }))).toEqual({ team: 'NETWORK', priority: 'very high' });
    expect(problemIn({ ...draft, hours })).toBeNull();
    expect(problemIn({ ...draft, hours: { ...hours, days: [] } })).toBe('days');
    expect(problemIn({ ...draft, hours: { ...hours, days: [{ day: 3, from: '17:00', to: '09:00' }] } })).toEqual({ day: 3 });
    expect(problemIn({ ...draft, hours: { ...hours, days: [{ day: 3, from: '00:00', to: '24:00' }] } })).toBeNull();
  });
});
