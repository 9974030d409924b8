// The end of a sentence that a name stands at the end of.

/** With a full stop, unless the name brings its own mark: “#What’s new?” takes none. */
export function ended(sentence: string): string {
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}
