// A field in which messages are written: completion, formatting keys, code and pasting. Whether to send
// or save, its owner decides.

import { useId, useState, type ChangeEvent, type ClipboardEvent, type KeyboardEvent, type RefObject, type SyntheticEvent } from 'react';

import { byTouch } from '../hooks/touch';
import type { SlashCommand } from '../registry/slash';
import { complete } from './completion';
import { isComposing } from '../../core/keyboard/composing';
import { openFence } from './fence';
import { formatOf, formatted, type Format } from './formats';
import { linked, withoutControls } from './pasting';
import { changeText, insertText } from './undoable';
import { useCompletion } from './useCompletion';

interface WritingOptions {
  field: RefObject<HTMLTextAreaElement | null>;
  channelId: number;
  text: string;
  /** The commands that are completed after a slash. */
  commands?: readonly SlashCommand[];
  /** Called with every change, however it was made. */
  onChange(text: string): void;
  /** Enter, where it does not make a new line. */
  onEnter(): void;
}

const NO_COMMANDS: readonly SlashCommand[] = [];

export function useWriting({ field, channelId, text, commands = NO_COMMANDS, onChange, onEnter }: WritingOptions) {
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const completion = useCompletion(channelId, text, caret, commands);
  const listed = completion.suggestions.length > 0;
  const inCode = openFence(text.slice(0, caret)) !== null;

  /** Makes the text another one, with the caret (or a selection) where it belongs. */
  function replace(next: string, start: number, end = start): void {
    if (field.current === null) return;
    changeText(field.current, next);
    field.current.setSelectionRange(start, end);
    setCaret(end);
  }

  /** Puts a piece in place of the selection. */
  function insert(piece: string): void {
    if (field.current !== null) insertText(field.current, field.current.selectionStart, field.current.selectionEnd, piece);
  }

  function accept(index: number): void {
    const suggestion = completion.suggestions[index];
    if (suggestion === undefined || completion.word === null) return;
    const done = complete(text, completion.word, caret, suggestion.insert);
    replace(done.text, done.caret);
    if (completion.word.trigger === ':') void import('../hooks/emoji').then(({ usedEmoji }) => usedEmoji(suggestion.insert)).catch(() => undefined);
  }

  function format(kind: Format): void {
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const marked = formatted(kind, text, selectionStart, selectionEnd);
    replace(marked.text, marked.start, marked.end);
  }

  function steer(event: KeyboardEvent): boolean {
    const count = completion.suggestions.length;
    if (event.key === 'ArrowDown') completion.choose((completion.chosen + 1) % count);
    else if (event.key === 'ArrowUp') completion.choose((completion.chosen + count - 1) % count);
    else if (event.key === 'Enter' || event.key === 'Tab') accept(completion.chosen);
    else if (event.key === 'Escape') completion.dismiss();
    else return false;
    return true;
  }

  /** Says whether the key meant something here, and needs nothing else. */
  function keyDown(event: KeyboardEvent): boolean {
    if (isComposing(event.nativeEvent)) return true;
    const command = event.ctrlKey || event.metaKey;
    if (listed && !event.shiftKey && !command && steer(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !byTouch()) {
      // In code it ends a line; with the command key it sends everywhere.
      if (inCode && !command) return true;
      event.preventDefault();
      onEnter();
    } else return formatByKey(event);
    return true;
  }

  function formatByKey(event: KeyboardEvent): boolean {
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const kind = formatOf(event, selectionEnd > selectionStart);
    if (kind === null) return false;
    event.preventDefault();
    // Elsewhere on the page the same key finds a conversation.
    event.stopPropagation();
    format(kind);
    return true;
  }

  function paste(event: ClipboardEvent<HTMLTextAreaElement>): void {
    const pasted = event.clipboardData.getData('text/plain');
    const { selectionStart, selectionEnd } = event.currentTarget;
    const link = inCode ? null : linked(text.slice(selectionStart, selectionEnd), pasted);
    const cleaned = link ?? withoutControls(pasted);
    // What the browser pastes itself it can undo best.
    if (cleaned === pasted || cleaned === pasted.replace(/\r\n?/g, '\n')) return;
    event.preventDefault();
    insert(cleaned);
  }

  return {
    completion,
    caret,
    inCode,
    listId,
    listed,
    accept,
    insert,
    format,
    keyDown,
    props: {
      ref: field,
      dir: 'auto',
      value: text,
      'aria-autocomplete': 'list',
      'aria-controls': listed ? listId : undefined,
      'aria-activedescendant': listed ? `${listId}-${completion.chosen}` : undefined,
      onChange: (event: ChangeEvent<HTMLTextAreaElement>) => {
        onChange(event.target.value);
        setCaret(event.target.selectionStart);
      },
      onSelect: (event: SyntheticEvent<HTMLTextAreaElement>) => setCaret(event.currentTarget.selectionStart),
      onPaste: paste,
    },
  } as const;
}
