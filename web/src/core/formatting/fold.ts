// Folding: the form in which names and what was typed are compared, by the rule in docs/protocol.md. The engine's `search/fold.rs`
// folds in the same way.

const LEFT_OUT = /[\ufe0e\ufe0f\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff\u00ad]/g;
/** Letters that Unicode does not take apart, each with what stands for it. */
const WHOLE = 'ßss æae œoe þth øo đd ðd ħh ıi łl ŋn ŧt ĸk ςσ';

/** Text without case, accents and width: "Müller" is found by "muller", "Łukasz" by "lukasz". */
export function fold(text: string): string {
  const bare = text.toLowerCase().normalize('NFKD').replace(LEFT_OUT, '').normalize('NFC').toLowerCase();
  return bare.replace(/[ßæœþøđðħıłŋŧĸς]/g, (letter) => WHOLE.split(letter)[1]?.split(' ')[0] ?? letter).replace(/\s+/g, ' ');
}
