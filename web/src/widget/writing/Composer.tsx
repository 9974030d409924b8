/** @jsxImportSource preact */
// Writes one message. What is begun is kept as a draft, the same as the page's.

import { Component, createRef, type ComponentChildren } from 'preact';

import type { FileInfo } from '../../core/protocol/generated';
import { openFence } from '../../core/formatting/fence';
import { withoutControls, writtenIn } from '../../core/formatting/written';
import type { ConversationKey } from '../../core/store/conversation';
import { Icon } from '../panel/Icon';
import { isComposing } from '../../core/keyboard/composing';
import { adopt } from '../panel/styles';
import type { Words } from '../panel/words';
import { DRAFTS } from './drafts';
import { withEmoji } from './emoji';
import { insert } from './insert';
import { wordsFor } from './words';
import writingCss from './writing.css?inline';

/** Files that stand beside the text. */
export interface Attached {
  readonly held: { readonly length: number };
  /** Gives them to a message once all are there; nothing without any. Rejects if that fails. */
  take(): Promise<FileInfo[] | undefined>;
}

/** What may help with the writing, such as a list of names. */
export interface Assist {
  /** Says by a `change` in the form when there are more or fewer. */
  attached?: Attached;
  /** Called when the text or the caret has changed. */
  moved(field: HTMLTextAreaElement): void;
  /** Called with every key first; true: it was meant for this. */
  pressed(event: KeyboardEvent): boolean;
}

interface ComposerProps {
  words: Words;
  /** The user and the conversation of the draft. */
  me: string;
  conversation: ConversationKey;
  /** How many characters the server takes. */
  limit: number;
  placeholder: string;
  /** True where writing is what one came for. */
  wantsFocus?: boolean;
  assist?: Assist;
  children?: ComponentChildren;
  /** Takes a message over; if it rejects, the message stays where it is. */
  onSend(text: string, replyToId: number | null, files?: FileInfo[]): Promise<unknown> | void;
  /** Called with whether there is something that others may see coming. */
  onTyping?(typing: boolean): void;
  /** Called with whether someone is at it: it has the focus, or words in it. */
  onHold?(held: boolean): void;
}

interface ComposerState {
  text: string;
  sending: boolean;
  failed: boolean;
}

export class Composer extends Component<ComposerProps, ComposerState> {
  override state: ComposerState = { text: this.#draft()?.text ?? '', sending: false, failed: false };
  readonly #field = createRef<HTMLTextAreaElement>();
  #unwatch: () => void = () => undefined;

  override componentDidMount(): void {
    const { me, conversation } = this.props;
    this.#unwatch = DRAFTS.watch(me, conversation, this.#takeDraft);
    adopt(this.#root(), writingCss);
    this.#shown();
  }

  override componentWillUnmount(): void {
    this.#unwatch();
    this.props.onTyping?.(false);
  }

  #root(): ShadowRoot {
    return this.#field.current?.getRootNode() as ShadowRoot;
  }

  #draft() {
    const { me, conversation } = this.props;
    return DRAFTS.get(me, conversation);
  }

  /** The draft came back from elsewhere: from another tab, or from a message that was refused. */
  #takeDraft = (restored?: boolean): void => {
    const field = this.#field.current;
    const text = this.#draft()?.text ?? '';
    // In a way that undo knows of, where it was asked for: not what is written in another tab.
    if (!restored || !field || this.#root().activeElement !== field) return this.#show(text);
    field.select();
    insert(field, text);
  };

  #write(text: string): void {
    const { me, conversation } = this.props;
    // A reply that was begun on the page stays one.
    DRAFTS.set(me, conversation, { text, replyToId: text === '' ? null : (this.#draft()?.replyToId ?? null) });
    this.#show(text);
  }

  #show(text: string): void {
    this.setState({ text, failed: false }, this.#shown);
  }

  #shown = (): void => {
    this.#fit();
    this.#hold();
  };

  /** A window in the background still has its focus, though the field was told of a blur. */
  #hold = (): void => {
    this.props.onHold?.(this.state.text !== '' || this.#root().activeElement === this.#field.current);
  };

  #moved = (event: Event): void => this.props.assist?.moved(event.target as HTMLTextAreaElement);

  #typed = (event: Event): void => {
    const { value } = event.target as HTMLTextAreaElement;
    this.props.onTyping?.(value.trim() !== '');
    this.#write(value);
    this.#moved(event);
  };

  #pressed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const { value, selectionStart } = event.target as HTMLTextAreaElement;
    const modified = event.ctrlKey || event.metaKey;
    // Under a finger Enter makes a new line: there is no Shift for it. In code, too.
    const sends = event.key === 'Enter' && !event.shiftKey && !matchMedia('(pointer: coarse)').matches && (modified || openFence(value.slice(0, selectionStart)) === null);
    if (this.props.assist?.pressed(event)) event.stopPropagation();
    else if (sends) void this.#send();
    else return;
    event.preventDefault();
  };

  /** What the browser pastes itself it can undo best. */
  #pasted = (event: ClipboardEvent): void => {
    const pasted = (event.clipboardData?.getData('text/plain') ?? '').replace(/\r\n?/g, '\n');
    const cleaned = withoutControls(pasted);
    if (cleaned === pasted) return;
    event.preventDefault();
    insert(event.target as HTMLTextAreaElement, cleaned);
  };

  #submitted = (event: Event): void => {
    event.preventDefault();
    void this.#send();
    this.#field.current?.focus();
  };

  async #send(): Promise<void> {
    const { assist, onSend } = this.props;
    if (!this.#ready()) return;
    const { text: begun } = this.state;
    this.setState({ sending: true });
    let failed = false;
    try {
      // Both are begun at once: whoever leaves meanwhile would take the files away.
      const [text, files] = await Promise.all([withEmoji(writtenIn(begun)), assist?.attached?.take()]);
      await onSend(text, this.#draft()?.replyToId ?? null, files);
      // What came meanwhile was not sent: a message that was refused, or what another tab made of it.
      const now = this.#draft()?.text ?? '';
      this.#write(now.startsWith(begun) ? now.slice(begun.length).replace(/^\n/, '') : now);
    } catch {
      failed = true;
    }
    this.setState({ sending: false, failed });
  }

  /** Files need no text. */
  #ready(): unknown {
    const { assist, limit } = this.props;
    const length = this.#length();
    return !this.state.sending && length <= limit && (length || assist?.attached?.held.length);
  }

  /** The number of characters, as the server counts them. */
  #length(): number {
    return [...writtenIn(this.state.text)].length;
  }

  #fit(): void {
    const field = this.#field.current;
    const form = field?.form;
    if (!field || !form) return;
    // While it is measured its room stays: the browser would move a list that grew meanwhile.
    form.style.minHeight = `${form.offsetHeight}px`;
    field.style.height = 'auto';
    // Folded up, it has no height to go by.
    const { scrollHeight, offsetHeight, clientHeight } = field;
    // The height includes the borders, which the text must not lose its room to.
    if (scrollHeight > 0) field.style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
    form.style.minHeight = '';
  }

  override render() {
    const { placeholder, wantsFocus, assist, children, limit } = this.props;
    const words = wordsFor(this.props.words.locale);
    const { text, sending, failed } = this.state;
    const surplus = this.#length() - limit;
    const problem = surplus > 0 ? words.tooLong(surplus) : failed && words.notSent;
    return (
      <form class="composer" onSubmit={this.#submitted} onChange={() => this.forceUpdate()}>
        {children}
        <textarea
          ref={this.#field}
          rows={1}
          dir="auto"
          aria-label={placeholder}
          aria-autocomplete={assist && 'list'}
          placeholder={placeholder}
          data-focus={wantsFocus}
          readOnly={sending}
          value={text}
          onInput={this.#typed}
          onSelect={this.#moved}
          onKeyDown={this.#pressed}
          onPaste={this.#pasted}
          onFocus={this.#hold}
          onBlur={this.#hold}
        />
        <button type="submit" class="icon send" aria-label={words.send} disabled={!this.#ready()}>
          <Icon path="M3 20.5v-7l9-1.5-9-1.5v-7L22 12z" />
        </button>
        {problem && <p role="alert">{problem}</p>}
      </form>
    );
  }
}
