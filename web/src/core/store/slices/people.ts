// The known people and their presence.

import type { Person, Presence } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface PeopleState {
  readonly people: Readonly<Record<string, Person>>;
  readonly presence: Readonly<Record<string, Presence>>;
}

export const people: Slice<PeopleState, object, Action> = {
  initial: { people: {}, presence: {} },
  reduce(state, action) {
    switch (action.type) {
      case 'snapshot_received': {
        const { user, presence } = action.snapshot;
        return { people: { ...state.people, [user.username]: user }, presence };
      }
      case 'people_learned': {
        const learned = action.people.map((person) => [person.username, person] as const);
        return { people: { ...state.people, ...Object.fromEntries(learned) } };
      }
      case 'presence_learned':
        return { presence: { ...state.presence, ...action.presence } };
      case 'event_received': {
        const { name, data } = action.event;
        if (name === 'presence_changed') return { presence: { ...state.presence, ...data.presence } };
        if (name !== 'presence_updated') return null;
        const { user, ...presence } = data;
        return { presence: { ...state.presence, [user]: presence } };
      }
      default:
        return null;
    }
  },
};
