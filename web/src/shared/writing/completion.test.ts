import { describe, expect, it } from 'vitest';

import { channelOf, personOf } from '../../../tests/fakes/samples';
import { begunWord } from './begun';
import { complete, isNamed, suggestChannels, suggestGroups, suggestPeople, tailOf, type Suggestion } from './completion';

describe('the begun word', () => {
  it.each([
    ['hi @bo', 6, { trigger: '@', query: 'bo', start: 3 }],
    ['@', 1, { trigger: '@', query: '', start: 0 }],
    ['see #gen', 8, { trigger: '#', query: 'gen', start: 4 }],
    [':smi', 4, { trigger: ':', query: 'smi', start: 0 }],
    ['(@bo', 4, { trigger: '@', query: 'bo', start: 1 }],
    ['see ~gen', 8, { trigger: '#', query: 'gen', start: 4 }],
    ['~', 1, null],
    ['~5', 2, null],
    ['~~gone', 6, null],
    ['~/x', 3, null],
    ['mail@bo', 7, null],
    ['12:30', 5, null],
    [':s', 2, null],
    ['@bo done', 8, { trigger: '@', query: 'bo done', start: 0 }],
    ['@bo ', 4, null],
    ['@Maria del Carmen García L', 26, { trigger: '@', query: 'Maria del Carmen García L', start: 0 }],
    ['@bo is done now and has gone', 28, null],
    ['@bo\nko', 6, null],
    ['@bob and @al', 12, { trigger: '@', query: 'al', start: 9 }],
    ['@bob see #gen', 13, { trigger: '#', query: 'gen', start: 9 }],
    ['请@bo', 4, { trigger: '@', query: 'bo', start: 1 }],
    ['お願い@李', 5, { trigger: '@', query: '李', start: 3 }],
    ['“@bo', 4, { trigger: '@', query: 'bo', start: 1 }],
    ['example.com/@bo', 15, null],
    ['@@bo', 4, null],
    ["@o'b", 4, { trigger: '@', query: "o'b", start: 0 }],
    ['/tick', 5, { trigger: '/', query: 'tick', start: 0 }],
    ['/ticket Printer on', 18, { trigger: '/', query: 'ticket printer on', start: 0 }],
    ['@bo (night shift) n', 19, { trigger: '@', query: 'bo (night shift) n', start: 0 }],
    ['@bo (see @al', 12, { trigger: '@', query: 'al', start: 9 }],
    ['/assign @bo', 11, { trigger: '@', query: 'bo', start: 8 }],
    ['//tick', 6, null],
    ['see /tick', 9, null],
    ['/me one\ntwo', 11, null],
    ['@jose\u0301', 6, { trigger: '@', query: 'jose\u0301', start: 0 }],
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

it.each<[before: string, behind: string, found: string, expected: string]>([
  ['hello @bo', 'b there', '@bob', 'hello @bob| there'],
  ['hello @bo', 'b, look', '@bob', 'hello @bob |, look'],
  ['hello @bo', 'b.', '@bob', 'hello @bob |.'],
  ['@bo', 'please', '@bob', '@bob |please'],
  ['@', 'please', '@bob', '@bob |please'],
  ['@da', 'vid there', '@dave', '@dave| there'],
  ['@erin l', 'indqvist, look', '@erin', '@erin |, look'],
  ['see #gen', 'eral-talk', '#general-talk', 'see #general-talk |'],
  [':smi', 'le: and', '😄', '😄| and'],
  ['/rem', 'ind tomorrow', '/remind', '/remind| tomorrow'],
  ['@karl', '-heinz, look', '@kh', '@kh |, look'],
  ['@o', '’brien there', '@sob', '@sob| there'],
  ['@karl', '-please', '@kh', '@kh |-please'],
])('of a name in whose middle the caret stands all is replaced, and nothing else: %j %j', (before, behind, insert, expected) => {
  const word = begunWord(before, before.length);
  const found: Suggestion[] = [
    { key: 'bob', insert: '@bob', label: 'Bob Kowalski', detail: '' },
    { key: 'david', insert: '@david', label: 'David Ito', detail: '' },
    { key: 'erin', insert: '@erin', label: 'Erin Lindqvist', detail: '' },
    { key: 'kh', insert: '@kh', label: 'Karl-Heinz Becker', detail: '' },
    { key: 'sob', insert: '@sob', label: "Seán O'Brien", detail: '' },
    { key: 'talk', insert: '#general-talk', label: '#general-talk', detail: '' },
    { key: 'smile', insert: '😄', label: '😄 :smile:', detail: '' },
    { key: 'remind', insert: '/remind', label: '/remind [when]', detail: '' },
  ];
  expect(word).not.toBeNull();
  if (word === null) return;
  const { text, caret } = complete(before + behind, word, before.length, insert, found);
  // The caret stands behind the space that follows.
  const shown = text[caret - 1] === ' ' && text.slice(caret) === expected.split('| ')[1] ? `${text.slice(0, caret - 1)}| ${text.slice(caret)}` : `${text.slice(0, caret)}|${text.slice(caret)}`;
  expect(shown).toBe(expected);
});

it.each([
  ['@bob k', '', true],
  ['@BOB K', '', true],
  ['@bob k.', '', true],
  ['@bob -', '', true],
  ['@bob ko', '', false],
  ['@BOB kow', '', false],
  ['@bob ko', 'mmt', true],
  ['@office network i', '', true],
  ['@office network is', '', false],
  ['@bo', 'b there', true],
  ['@bo', 'b.', true],
  ['@bob', '', false],
  ['@bo', '', false],
  ['@bo', 'please', false],
  ['@bobb k', '', false],
  ['@maria del c', '', false],
])('what names somebody already is known: %j before %j', (before, behind, expected) => {
  const word = begunWord(before, before.length);
  expect(word !== null && isNamed(word, tailOf(before + behind, before.length), ['bob', 'maria.garcia', 'office', 'Office network'])).toBe(expected);
});

const marks = { outsider: 'not here', self: 'you', notJoined: 'not joined', everyone: 'all', present: 'online', onDuty: (count: number, members: number) => `${count}/${members}` };
const nowhere = { me: '', writers: [], members: null };

it.each(['jose', 'mul', 'JOSÉ', 'josé.mü'])('people are suggested whether accents are typed or not: %s', (query) => {
  const people = [personOf('josé.müller'), personOf('joss')];
  expect(suggestPeople(people, query, 5, nowhere, marks).map(({ key }) => key)[0]).toBe('josé.müller');
});

it.each([
  ['Łukasz Weiß', ['luk', 'łuk', 'weiss']],
  ['Øyvind Þór', ['oyv', 'thor']],
])('letters that Unicode does not take apart are typed as others: %s', (displayName, queries) => {
  for (const query of queries) expect(suggestPeople([personOf('someone', { displayName })], query, 5, nowhere, marks), query).toHaveLength(1);
});

it.each([
  ['Erin L', 'erin'],
  ['erin lind', 'erin'],
  ['dave O', 'dave'],
  ['Maria del Carmen G', 'maria'],
  ['Maria del Carmen García L', 'maria'],
  ['del Carmen', 'maria'],
])('a name stays as long as what is typed begins it: %s', (query, expected) => {
  const people = [
    personOf('erin', { displayName: 'Erin Lindqvist' }),
    personOf('dave', { displayName: 'Dave Okafor' }),
    personOf('maria', { displayName: 'Maria del Carmen García López' }),
  ];
  expect(suggestPeople(people, query, 8, nowhere, marks).map(({ key }) => key)).toEqual([expected]);
  expect(suggestPeople(people, `${query}x`, 8, nowhere, marks)).toEqual([]);
});

it.each([
  ['kh', 'Karl-Heinz Becker', ['karl-', 'karl-h', 'karl-heinz', 'karl-heinz b', 'karl heinz', 'Karl Heinz Becker']],
  ['jean', 'Jean-Luc van den Berg', ['jean-', 'jean-luc', 'jean luc v', 'jean-luc van den b']],
  ['maria', 'Maria Schmidt-Weber', ['maria schmidt-', 'schmidt weber', 'schmidt-w']],
  ['sob', 'Seán O’Brien', ["o'", "o'brien", 'o’b', "sean o'b"]],
  ['gina', "Gina D'Angelo", ['d’', 'd’angelo', "gina d'", 'angelo']],
  ['jpm', 'J. P. Morgan', ['j.', 'j. p', 'j. p. m', 'J.P. M', 'j p m']],
  ['ian', 'Ian St. John', ['st.', 'st. j', 'ian st john']],
  ['anna', 'Anna Schmidt (Support 2)', ['anna schmidt (s', 'anna schmidt (support', 'anna schmidt (support 2)', 'schmidt support 2']],
])('%s, %s, stays at what separates the words of a name', (username, displayName, queries) => {
  const people = [personOf(username, { displayName }), personOf('joss', { displayName: 'Joss Karlsen' })];
  for (const query of queries) {
    expect(begunWord(`@${query}`, query.length + 1)?.query, query).toBe(query);
    expect(suggestPeople(people, query, 5, nowhere, marks).map(({ key }) => key), query).toEqual([username]);
  }
  for (const query of [`${username}'s`, `${username} -`, `${username}.`]) expect(suggestPeople(people, query, 5, nowhere, marks), query).toEqual([]);
});

describe('suggestions', () => {
  it('find people by user name and by any part of their name', () => {
    const people = [
      personOf('bob', { displayName: 'Bob Kowalski' }),
      personOf('eve', { displayName: 'Eve Bobson' }),
      personOf('kim', { displayName: 'Kim Gone', active: false }),
    ];
    const found = (query: string): string[] => suggestPeople(people, query, 8, nowhere, marks).map(({ key }) => key);
    expect(found('bob')).toEqual(['bob', 'eve']);
    expect(found('kow')).toEqual(['bob']);
    expect(found('kim')).toEqual([]);
    expect(found('bob ko')).toEqual(['bob']);
    expect(found('Eve Bo')).toEqual(['eve']);
    expect(found('bob keeps')).toEqual([]);
  });

  it('leave a name alone that the sentence ends with', () => {
    const people = ['bob', 'bob.smith'].map((name) => personOf(name));
    const found = (query: string): string[] => suggestPeople(people, query, 8, nowhere, marks).map(({ key }) => key);
    expect(found('Bob.')).toEqual([]);
    expect(found('bob...')).toEqual([]);
    expect(found('bob.s')).toEqual(['bob.smith']);
    const named = [personOf('bob', { displayName: 'Bob Kowalski' }), personOf('ann2', { displayName: 'Ann Marie O’Neil' })];
    expect(suggestPeople(named, 'bob x', 8, nowhere, marks)).toEqual([]);
    expect(suggestPeople(named, 'ann m', 8, nowhere, marks)).toHaveLength(1);
    expect(suggestPeople(named, 'ann marie o', 8, nowhere, marks)).toHaveLength(1);
    const channels = [channelOf({ name: 'general' }), channelOf({ id: 2, name: 'general-talk' })];
    expect(suggestChannels(channels, 'general.', 8, marks)).toEqual([]);
    expect(suggestChannels(channels, 'general-t', 8, marks)).toHaveLength(1);
  });

  it('name first whom the message reaches: who wrote here, other members, then nobody else unmarked', () => {
    const people = ['alice', 'adam', 'anna', 'amir', 'axel'].map((name) => personOf(name));
    const members = { items: ['alice', 'anna', 'amir', 'ada'].map((userId) => ({ userId })), whole: true };
    const around = { me: 'alice', writers: ['amir', 'alice'], members };
    const found = suggestPeople(people, 'a', 8, around, marks);
    expect(found.map(({ key }) => key)).toEqual(['amir', 'anna', 'ada', 'adam', 'axel', 'alice']);
    expect(found.map(({ detail }) => detail.split(' · ')[1])).toEqual([
      undefined, undefined, undefined, 'not here', 'not here', 'you',
    ]);
    // Whoever types a name to its end means that one.
    expect(suggestPeople(people, 'alice', 8, around, marks)[0]?.key).toBe('alice');
  });

  it('offer channels as the one word that they are found by, joined ones first, no direct conversations', () => {
    const channels = [
      channelOf({ id: 3, name: 'Outage reports', role: null }),
      channelOf({ id: 1, name: 'network-outages' }),
      channelOf({ id: 2, name: '', type: 'direct' }),
    ];
    const found = suggestChannels(channels, 'out', 8, marks);
    expect(found.map(({ insert }) => insert)).toEqual(['#network-outages', '#Outage-reports']);
    expect(found[1]?.detail).toBe('not joined');
    expect(suggestChannels(channels, '', 8, marks)).toHaveLength(2);
  });

  it('find groups by the beginning of their name, and teams once one is typed', () => {
    const person = (displayName: string, onDuty: boolean) => ({ username: displayName, displayName, onDuty });
    const teams = [
      { id: 'NET', name: 'Office network', members: 5, onDuty: 4, people: ['Ann', 'Bob', 'Cid', 'Dan'].map((name) => person(name, true)) },
      { id: 'servers', name: 'servers', members: 2, onDuty: 1, people: [person('Eve', true), person('Flo', false)] },
    ];
    const found = (query: string): string[] => suggestGroups(teams, query, marks).map(({ insert, detail }) => `${insert} ${detail}`);
    expect(found('')).toEqual(['@channel all', '@here online']);
    expect(found('HE')).toEqual(['@here online']);
    expect(found('n')).toEqual(['@Office network 4/5 · Ann, Bob, Cid, …']);
    expect(found('se')).toEqual(['@servers 1/2 · Eve']);
    expect(found('work')).toEqual([]);
  });
});
