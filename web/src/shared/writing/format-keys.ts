// Which keys format the text in a field.

export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'bullets' | 'numbers' | 'quote' | 'fence';

/** The format that a key stands for in a field; `null` for none. `k` is the switcher's where nothing is selected. */
export function formatOf(event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'key' | 'code'>, selected: boolean): Format | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  // What a digit writes together with Shift differs between keyboards.
  if (event.shiftKey) return SHIFTED[event.code] ?? null;
  const format = KEYS[event.key.toLowerCase()] ?? null;
  return format === 'link' && !selected ? null : format;
}

const KEYS: Readonly<Record<string, Format>> = { b: 'bold', i: 'italic', e: 'code', k: 'link' };
const SHIFTED: Readonly<Record<string, Format>> = { KeyX: 'strike', Digit7: 'numbers', Digit8: 'bullets', Digit9: 'quote', KeyE: 'fence' };
