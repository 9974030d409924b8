// Memoizes what is computed from a part of the state.

/** Memoizes a function of a value of the state. Values are immutable, so the result stays valid. */
export function memoised<Read extends object, Result>(compute: (read: Read) => Result): (read: Read) => Result {
  const known = new WeakMap<Read, Result>();
  return (read) => {
    if (!known.has(read)) known.set(read, compute(read));
    return known.get(read) as Result;
  };
}
