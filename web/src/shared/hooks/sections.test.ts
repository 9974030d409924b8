import { describe, expect, it } from 'vitest';

import { personOf } from '../../../tests/fakes/samples';
import { CHAT, type ChatState } from '../../core/store/state';
import { listedPeople } from './sections';

describe('the people in the sidebar', () => {
  const state: ChatState = { ...CHAT.initial, me: personOf('alice'), people: { bob: personOf('bob'), eve: personOf('eve') } };

  it('are sorted again only when one of them has changed', () => {
    const listed = listedPeople(state);
    expect(listed.absent.map(({ name }) => name)).toEqual(['Bob', 'Eve']);
    expect(listedPeople({ ...state, typing: { 'channel:1': { bob: 5 } } })).toBe(listed);
    const presence: ChatState['presence'] = { eve: { status: 'busy', statusMessage: '', lastActive: 0 } };
    expect(listedPeople({ ...state, presence }).present.map(({ name }) => name)).toEqual(['Eve']);
    expect(listedPeople({ ...state, me: personOf('bob') }).absent.map(({ name }) => name)).toEqual(['Eve']);
    expect(listedPeople({ ...state, people: {} }).absent).toEqual([]);
  });
});
