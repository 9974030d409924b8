// How a state is put together from slices. Knows no slice.

/**
 * One part of a state, with what each action does to it. `reduce` sees the whole state as it was before
 * the action, of which it declares what it reads, and returns the fields that change; so the order of
 * slices does not matter.
 */
export interface Slice<Own extends object, Reads extends object = object, Action = never> {
  readonly initial: Own;
  reduce(state: Own & Reads, action: Action): Partial<Own> | null;
}

/** Slices put together, for a store. */
export interface Composed<State extends object, Action> {
  readonly initial: State;
  /** Returns the same object when nothing changes. */
  reduce(state: State, action: Action): State;
}

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;

/** The state that slices make up together. */
export type StateOf<Slices extends readonly { initial: object }[]> = Intersection<Slices[number]['initial']>;

/** Puts slices together. A slice that reads a field needs the slice that holds it. */
export function compose<State extends object, Action>(slices: readonly Slice<Partial<State>, State, Action>[]): Composed<State, Action> {
  return {
    initial: Object.assign({}, ...slices.map(({ initial }) => initial)) as State,
    reduce(state, action) {
      const changes = slices.map((slice) => slice.reduce(state, action)).filter((change) => change !== null);
      return changes.length === 0 ? state : (Object.assign({}, state, ...changes) as State);
    },
  };
}

/** A record without one of its keys. */
export function without<V>(record: Readonly<Record<string, V>>, key: string | number): Record<string, V> {
  const { [String(key)]: _dropped, ...rest } = record;
  return rest;
}
