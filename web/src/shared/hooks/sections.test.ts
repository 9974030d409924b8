import { describe, expect, it } from 'vitest';

import { channelOf, personOf } from '../../../tests/fakes/samples';
import { CHAT, type ChatState } from '../../core/store/state';
import { listedPeople } from './sections';

describe('the people in the sidebar', () => {
  const state: ChatState = { ...CHAT.initial, me: personOf('alice'), people: { bob: personOf('bob'), eve: personOf('eve') }, channels: { 1: channelOf({ role: 'member', memberCount: 2 }) } };

  it('are sorted again only when one of them has changed', () => {
    const listed = listedPeople(state);
    expect(listed.absent.map(({ name }) => name)).toEqual(['Bob', 'Eve']);
    expect(listedPeople({ ...state, typing: { 'channel:1': { bob: 5 } } })).toBe(listed);
    const presence: ChatState['presence'] = { eve: { status: 'busy', statusMessage: '', lastActive: 0 } };
    expect(listedPeople({ ...state, presence }).present.map(({ name }) => name)).toEqual(['Eve']);
    expect(listedPeople({ ...state, me: personOf('bob') }).absent.map(({ name }) => name)).toEqual(['Eve']);
    expect(listedPeople({ ...state, people: {} }).absent).toEqual([]);
  });

  it('are not said to be offline where their presence is not sent', () => {
    const people = { ...state.people, eve: personOf('eve', { presenceUnknown: true }) };
    const names = (listed: ReturnType<typeof listedPeople>): string[][] => [listed.present, listed.absent, listed.people].map((some) => some.map(({ name }) => name));
    expect(names(listedPeople({ ...state, people }))).toEqual([[], ['Bob'], ['Eve']]);
    const presence: ChatState['presence'] = { eve: { status: 'offline', statusMessage: '', lastActive: 0 } };
    expect(names(listedPeople({ ...state, people, presence }))).toEqual([[], ['Bob', 'Eve'], []]);
    // Nobody is there as far as one knows who has no channel with others.
    expect(names(listedPeople({ ...state, channels: {} }))).toEqual([[], [], ['Bob', 'Eve']]);
  });
});
