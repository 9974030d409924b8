import { describe, expect, it } from 'vitest';

import { moveSection, place, sectionWith } from './arranging';
import { readOwnSections, type OwnSections } from './own-sections';

const sections: OwnSections = [
  { id: 'a', title: 'Urgent', channels: [1, 2, 3] },
  { id: 'b', title: 'Later', channels: [4] },
];
const within = (changed: OwnSections): (readonly number[])[] => changed.map(({ channels }) => channels);

describe('the sections of one’s own', () => {
  it('take a conversation at a place, from wherever it was', () => {
    expect(within(place(sections, 4, 'a', 1))).toEqual([[1, 4, 2, 3], []]);
    expect(within(place(sections, 9, 'b'))).toEqual([[1, 2, 3], [4, 9]]);
    expect(within(place(sections, 2, null))).toEqual([[1, 3], [4]]);
  });

  it('move one within, before what stood at the place', () => {
    expect(within(place(sections, 1, 'a', 3))[0]).toEqual([2, 3, 1]);
    expect(within(place(sections, 1, 'a', 2))[0]).toEqual([2, 1, 3]);
    expect(within(place(sections, 3, 'a', 0))[0]).toEqual([3, 1, 2]);
    expect(within(place(sections, 2, 'a', 1))[0]).toEqual([1, 2, 3]);
  });

  it('change places, and stay where there is none', () => {
    expect(moveSection(sections, 'b', -1).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(moveSection(sections, 'a', -1)).toBe(sections);
    expect(moveSection(sections, 'none', 1)).toBe(sections);
  });

  it('know what they hold, and leave out what was not kept by them', () => {
    expect(sectionWith(sections, 4)?.title).toBe('Later');
    expect(sectionWith(sections, 5)).toBeUndefined();
    expect(readOwnSections([...sections, null, { id: 1 }, { id: 'c', title: 'x', channels: ['1'] }])).toEqual(sections);
    for (const kept of [undefined, {}, 'x']) expect(readOwnSections(kept)).toEqual([]);
  });
});
