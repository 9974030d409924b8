// Until the first messages are there, parts that nobody has asked for do not take the line from them.

let first: Promise<void> = Promise.resolve();
let finish = (): void => undefined;

/** Holds such parts back from now on. */
export function holdBack(): void {
  first = new Promise((resolve) => {
    finish = resolve;
  });
}

export function letThrough(): void {
  finish();
}

export function afterFirst(): Promise<void> {
  return first;
}
