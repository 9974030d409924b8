// Changes to what is being written, as the browser makes them itself: its undo takes them back.

/** Replaces what stands between two places of a field, and puts the caret behind it. */
export function insertText(field: HTMLTextAreaElement, start: number, end: number, text: string): void {
  field.focus();
  field.setSelectionRange(start, end);
  if (start === end && text === '') return;
  // Deprecated, and all the same the only way that undo knows of.
  const done = document.execCommand?.(text === '' ? 'delete' : 'insertText', false, text) ?? false;
  if (done) return;
  // Past the setter that React puts on the element: by that one it would see no change.
  const next = field.value.slice(0, start) + text + field.value.slice(end);
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, next);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.value = next;
  field.setSelectionRange(start + text.length, start + text.length);
}

/** Makes a field's text another one by replacing only the part in which they differ. */
export function changeText(field: HTMLTextAreaElement, next: string): void {
  const { value } = field;
  const shorter = Math.min(value.length, next.length);
  let start = 0;
  while (start < shorter && value[start] === next[start]) start += 1;
  let same = 0;
  while (same < shorter - start && value[value.length - 1 - same] === next[next.length - 1 - same]) same += 1;
  insertText(field, start, value.length - same, next.slice(start, next.length - same));
}
