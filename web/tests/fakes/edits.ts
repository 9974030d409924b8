// Watches the changes that the browser's undo knows of. They are not carried out: the code under test then makes them itself.

import { onTestFinished } from 'vitest';

/** A command to the browser, what was selected in the field, and what takes its place. */
export type Edit = readonly [name: string, selected: string, text: string];

/** Every editing command from now on, until the test ends. */
export function watchEdits(field: () => HTMLTextAreaElement): readonly Edit[] {
  const edits: Edit[] = [];
  const exec = (name: string, _ui?: boolean, text = ''): boolean => {
    const { value, selectionStart, selectionEnd } = field();
    edits.push([name, value.slice(selectionStart, selectionEnd), text]);
    return false;
  };
  Object.defineProperty(document, 'execCommand', { value: exec, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(document, 'execCommand'));
  return edits;
}
