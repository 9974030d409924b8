// The rules that change a text, fetched before they are needed.

type Rules = typeof import('./changing');

let rules: Rules | null = null;
let loading: Promise<Rules> | null = null;

/** The rules, once they are there. */
export function changing(): Rules | null {
  return rules;
}

export function loadChanging(): Promise<Rules> {
  loading ??= import('./changing').then(
    (loaded) => (rules = loaded),
    (thrown: unknown) => {
      // The next one tries again.
      loading = null;
      throw thrown;
    },
  );
  return loading;
}
