// Combines slices into a state. Knows no particular slice.

/**
 * One part of a state, and how actions change it. `reduce` gets the whole state from before the action,
 * declares which of it it reads, and returns the changed fields; so the order of slices does not matter, as
 * long as no two of them change the same field for one action.
 */
export interface Slice<Own extends object, Reads extends object = object, Action = never> {
  readonly initial: Own;
  reduce(state: Own & Reads, action: Action): Partial<Own> | null;
}

/** Combined slices, for a store. */
export interface Composed<State extends object, Action> {
  readonly initial: State;
  /** Returns the same object when nothing changes. */
  reduce(state: State, action: Action): State;
}

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;

/** The combined state of slices. */
export type StateOf<Slices extends readonly { initial: object }[]> = Intersection<Slices[number]['initial']>;

/** Combines slices. A slice that reads a field needs the slice that has it. */
export function compose<State extends object, Action>(slices: readonly Slice<Partial<State>, State, Action>[]): Composed<State, Action> {
  return {
    initial: Object.assign({}, ...slices.map(({ initial }) => initial)) as State,
    reduce(state, action) {
      const changes = slices.map((slice) => slice.reduce(state, action)).filter((change) => change !== null);
      return changes.length === 0 ? state : (Object.assign({}, state, ...changes) as State);
    },
  };
}

/** Returns a record without one of its keys. */
export function without<V>(record: Readonly<Record<string, V>>, key: string | number): Record<string, V> {
  const { [String(key)]: _dropped, ...rest } = record;
  return rest;
}
