// Detects keys that an input method handles itself while it composes a character or a word. The page and the
// widget check here every key that has a function in a field.

/** Safari ends the composition before the key event that ended it, which still has the code of a composing key. */
export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229;
}
