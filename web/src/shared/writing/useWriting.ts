// A field in which messages are written: completion, formatting keys, code and pasting. Whether to send
// or save, its owner decides.

import { useEffect, useEffectEvent, useId, useRef, useState, type ChangeEvent, type ClipboardEvent, type KeyboardEvent, type RefObject, type SyntheticEvent } from 'react';

import { byTouch } from '../hooks/touch';
import type { SlashCommand } from '../registry/slash';
import type { CompleterProps, Steering } from './Completer';
import { prepareCompletion } from './Completion';
import { isComposing } from '../../core/keyboard/composing';
import { openFence } from '../../core/formatting/fence';
import { withoutControls } from '../../core/formatting/written';
import { formatOf, type Format } from './format-keys';
import { between, linked } from './pasting';
import { changing, loadChanging } from './load-changing';
import { loadRich, markdownOf, mayBeRich } from './rich-paste';
import { changeText, insertText } from './undoable';

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
/** Whether a word may be begun: whether one is, what completes it finds out. */
const MAY_BE_BEGUN = /[@#~:/].*$/;
const LONGEST_BEGUN = 100;

/** What is needed in the middle of writing must be there by then. */
function prepare(): void {
  prepareCompletion();
  loadRich();
  void loadChanging().catch(() => undefined);
}

export function useWriting({ field, channelId, text, commands = NO_COMMANDS, onChange, onEnter }: WritingOptions) {
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const steering = useRef<Steering>(null);
  const [active, setActive] = useState<string | null>(null);
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

  // Told by the browser however a line is ended: by keys, or by a keyboard on the screen.
  const written = useEffectEvent((event: InputEvent): void => {
    const { current: element } = field;
    if (event.isComposing || element === null) return;
    const { value, selectionStart, selectionEnd } = element;
    if (selectionStart !== selectionEnd || openFence(value.slice(0, selectionStart)) !== null) return;
    const next = changing()?.ruledBy(event, value, selectionStart) ?? null;
    if (next === null) return;
    event.preventDefault();
    insertText(element, next.start, next.end, next.text);
    element.setSelectionRange(next.caret, next.caret);
    setCaret(next.caret);
  });

  useEffect(() => {
    const { current: element } = field;
    element?.addEventListener('beforeinput', written);
    return () => element?.removeEventListener('beforeinput', written);
  }, [field]);

  async function format(kind: Format): Promise<void> {
    const { formatted } = changing() ?? (await loadChanging());
    const { value = '', selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const marked = formatted(kind, value, selectionStart, selectionEnd);
    replace(marked.text, marked.start, marked.end);
  }

  /** Says whether the key meant something here, and needs nothing else. */
  function keyDown(event: KeyboardEvent): boolean {
    if (isComposing(event.nativeEvent)) return true;
    const command = event.ctrlKey || event.metaKey;
    if (!event.shiftKey && !command && steering.current?.steer(event) === true) event.preventDefault();
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
    void format(kind).catch(() => undefined);
    return true;
  }

  function paste(event: ClipboardEvent<HTMLTextAreaElement>): void {
    const pasted = event.clipboardData.getData('text/plain');
    const { selectionStart, selectionEnd } = event.currentTarget;
    const link = inCode ? null : linked(text.slice(selectionStart, selectionEnd), pasted);
    const cleaned = link ?? withoutControls(pasted);
    const html = event.clipboardData.getData('text/html');
    if (link === null && !inCode && pasted.trim() !== '' && mayBeRich(html, pasted)) {
      event.preventDefault();
      void pasteRich(html, cleaned);
      return;
    }
    // What the browser pastes itself it can undo best.
    if (cleaned === pasted || cleaned === pasted.replace(/\r\n?/g, '\n')) return;
    event.preventDefault();
    insert(cleaned);
  }

  async function pasteRich(html: string, plain: string): Promise<void> {
    const rich = await markdownOf(html, plain);
    const { value = '', selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    insert(rich === null ? plain : between(value.slice(0, selectionStart), withoutControls(rich), value.slice(selectionEnd)));
  }

  const completion: CompleterProps | null =
    !MAY_BE_BEGUN.test(text.slice(0, caret).slice(-LONGEST_BEGUN)) ? null : { id: listId, channelId, text, caret, commands, steering, onActive: setActive, onAccept: replace, onEnter: inCode || byTouch() ? null : onEnter };
  return {
    /** What completes a begun word; `null` where there can be none. */
    completion,
    caret,
    inCode,
    insert,
    format: (kind: Format) => void format(kind).catch(() => undefined),
    keyDown,
    props: {
      ref: field,
      dir: 'auto',
      value: text,
      'aria-autocomplete': 'list',
      'aria-controls': active === null ? undefined : listId,
      'aria-activedescendant': active ?? undefined,
      onChange: (event: ChangeEvent<HTMLTextAreaElement>) => {
        onChange(event.target.value);
        setCaret(event.target.selectionStart);
      },
      onSelect: (event: SyntheticEvent<HTMLTextAreaElement>) => setCaret(event.currentTarget.selectionStart),
      onPaste: paste,
      onFocus: prepare,
    },
  } as const;
}
