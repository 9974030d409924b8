// Keys that belong to an input method: it composes a character or a word, and takes them itself. Page and
// widget check every key that means something in a field here.

/** Safari ends the composing before the key that ended it: that one alone still has the old code. */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
