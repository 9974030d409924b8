import { expect, it } from 'vitest';

import { channelOf, personOf } from '../../../tests/fakes/samples';
import { calledIn, nameOf, titleOf } from './called';

const people = (...named: [string, string][]) => Object.fromEntries(named.map(([username, displayName]) => [username, personOf(username, { displayName })]));
const known = people(['bob', 'Bob Kowalski'], ['bob2', 'Bob Kowalski'], ['carol', 'Carol Diaz']);

it('adds the user name where somebody else is called the same', () => {
  expect(['bob', 'bob2', 'carol', 'eve'].map((username) => nameOf(known, username))).toEqual(['Bob Kowalski (@bob)', 'Bob Kowalski (@bob2)', 'Carol Diaz', 'eve']);
  // Whoever is listed and not known yet.
  expect(calledIn(known, { username: 'bob3', displayName: 'Bob Kowalski' })).toBe('Bob Kowalski (@bob3)');
  expect(calledIn(people(['carol', 'Carol Diaz']), { username: 'carol2', displayName: 'Carol Diaz' })).toBe('Carol Diaz (@carol2)');
  expect(calledIn({}, { username: 'carol', displayName: 'Carol Diaz' })).toBe('Carol Diaz');
});

it('does so in the title of a conversation', () => {
  const channel = channelOf({ type: 'direct', members: ['alice', 'bob2', 'carol'], group: true });
  expect(titleOf(channel, { people: known, me: personOf('alice') }, 'Notes')).toBe('Bob Kowalski (@bob2), Carol Diaz');
});
