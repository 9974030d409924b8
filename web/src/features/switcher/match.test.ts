import { describe, expect, it } from 'vitest';

import { score } from './match';

describe('the switcher', () => {
  it('prefers the same over the start over a word over a part over scattered letters', () => {
    const titles = ['general', 'general-talk', 'talk general', 'regeneral', 'gxexnxexrxaxl'];
    const scores = titles.map((title) => score(title, 'general') ?? -1);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    expect(new Set(scores).size).toBe(titles.length);
  });

  it('ignores case and accents, and refuses what lacks a letter', () => {
    expect(score('Chloé Müller', 'chloe mu')).not.toBeNull();
    expect(score('general', 'x')).toBeNull();
  });
});
