// A text that outlives the dialog that it is typed in, until it is sent or the page is closed.

import { useState } from 'react';

const kept = new Map<string, string>();

export function useKeptText(key: string, first = ''): [text: string, set: (text: string) => void, forget: () => void] {
  const [text, setText] = useState(kept.get(key) ?? first);
  const set = (next: string): void => {
    if (next === first) kept.delete(key);
    else kept.set(key, next);
    setText(next);
  };
  return [text, set, () => kept.delete(key)];
}
