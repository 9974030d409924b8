import { describe, expect, it } from 'vitest';

import { score } from './match';

describe('the switcher', () => {
  it('prefers the same over the start over a word over a part over scattered letters', () => {
    const titles = ['general', 'general-talk', 'talk general', 'regeneral', 'gxexnxexrxaxl'];
    const scores = titles.map((title) => score(title, 'general') ?? -1);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    expect(new Set(scores).size).toBe(titles.length);
  });

  it('finds words in any order, whatever is between them', () => {
    for (const title of ['printer-storage', 'storage printer', 'New printers and storage', 'printer_storage_2']) {
      expect(score(title, 'printer storage'), title).not.toBeNull();
      expect(score(title, ' stor  prin '), title).not.toBeNull();
    }
    expect(score('printer', 'printer storage')).toBeNull();
    const titles = ['printer-storage', 'printer-storage-old', 'storage-printer', 'xprinters xstorage'];
    const scores = titles.map((title) => score(title, 'printer storage') ?? -1);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  });

  it('ignores case and accents, and refuses what lacks a letter', () => {
    expect(score('Chloé Müller', 'chloe mu')).not.toBeNull();
    expect(score('Łukasz Weiß', 'lukasz weiss')).not.toBeNull();
    expect(score('Oyvind', 'Øyvind')).not.toBeNull();
    expect(score('general', 'x')).toBeNull();
  });
});
