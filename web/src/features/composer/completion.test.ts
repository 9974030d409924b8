import { describe, expect, it } from 'vitest';

import { channelOf, personOf } from '../../../tests/fakes/samples';
import { begunWord, complete, suggestChannels, suggestPeople } from './completion';

describe('the begun word', () => {
  it.each([
    ['hi @bo', 6, { trigger: '@', query: 'bo', start: 3 }],
    ['@', 1, { trigger: '@', query: '', start: 0 }],
    ['see #gen', 8, { trigger: '#', query: 'gen', start: 4 }],
    [':smi', 4, { trigger: ':', query: 'smi', start: 0 }],
    ['(@bo', 4, { trigger: '@', query: 'bo', start: 1 }],
    ['mail@bo', 7, null],
    ['12:30', 5, null],
    [':s', 2, null],
    ['@bo done', 8, null],
  ])('of %j', (text, caret, expected) => {
    expect(begunWord(text, caret)).toEqual(expected);
  });

  it('is replaced where it stands', () => {
    const word = begunWord('hi @bo and bye', 6);
    expect(word).not.toBeNull();
    if (word === null) return;
    expect(complete('hi @bo and bye', word, 6, '@bob')).toEqual({ text: 'hi @bob and bye', caret: 8 });
    expect(complete('@bo', { trigger: '@', query: 'bo', start: 0 }, 3, '@bob')).toEqual({ text: '@bob ', caret: 5 });
  });
});

describe('suggestions', () => {
  it('find people by user name and by any part of their name', () => {
    const people = [
      personOf('bob', { displayName: 'Bob Kowalski' }),
      personOf('eve', { displayName: 'Eve Bobson' }),
      personOf('kim', { displayName: 'Kim Gone', active: false }),
    ];
    expect(suggestPeople(people, 'bob', 8).map(({ key }) => key)).toEqual(['bob', 'eve']);
    expect(suggestPeople(people, 'kow', 8).map(({ key }) => key)).toEqual(['bob']);
    expect(suggestPeople(people, 'kim', 8)).toEqual([]);
  });

  it('offer channels but no direct conversations', () => {
    const channels = [channelOf({ id: 1, name: 'network-outages' }), channelOf({ id: 2, name: '', type: 'direct' })];
    expect(suggestChannels(channels, 'out', 8).map(({ insert }) => insert)).toEqual(['#network-outages']);
    expect(suggestChannels(channels, '', 8)).toHaveLength(1);
  });
});
