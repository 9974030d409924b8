// What keys mean to every view.

/** True for a key that belongs to an input method. Safari ends a composition before the key that ends it. */
export function isComposing({ isComposing: composing, keyCode }: KeyboardEvent): boolean {
  return composing || keyCode === 229;
}
