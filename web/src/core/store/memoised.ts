// What is computed from a part of the state is computed once for that part.

/** Remembers what was computed from a value of the state: values never change, so neither does the result. */
export function memoised<Read extends object, Result>(compute: (read: Read) => Result): (read: Read) => Result {
  const known = new WeakMap<Read, Result>();
  return (read) => {
    if (!known.has(read)) known.set(read, compute(read));
    return known.get(read) as Result;
  };
}
