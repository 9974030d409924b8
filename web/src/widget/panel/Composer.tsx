/** @jsxImportSource preact */
// Writes one message. What is begun is kept as a draft, the same as the page's.

import { Component, createRef } from 'preact';

import { channelKey } from '../../core/store/conversation';
import type { Context } from './context';
import { Icon } from './Header';

interface ComposerProps {
  context: Context;
  channelId: number;
  placeholder: string;
  /** True where writing is what one came for. */
  wantsFocus?: boolean;
  onSent?(): void;
  /** Called with whether someone is at it: it has the focus, or words in it. */
  onHold?(held: boolean): void;
}

interface ComposerState {
  text: string;
}

export class Composer extends Component<ComposerProps, ComposerState> {
  readonly #conversation = channelKey(this.props.channelId);
  override state: ComposerState = { text: this.#draft()?.text ?? '' };
  readonly #field = createRef<HTMLTextAreaElement>();

  override componentDidMount(): void {
    this.#fit();
    this.#hold();
  }

  override componentWillUnmount(): void {
    this.props.context.session.typing.stop(this.#conversation);
  }

  #draft() {
    return this.props.context.session.drafts.get(this.#me(), this.#conversation);
  }

  #me(): string {
    return this.props.context.state.me?.username ?? '';
  }

  #write(text: string): void {
    this.props.context.session.drafts.set(this.#me(), this.#conversation, {
      text,
      // A reply that was begun on the page stays one.
      replyToId: text === '' ? null : (this.#draft()?.replyToId ?? null),
    });
    this.setState({ text }, () => {
      this.#fit();
      this.#hold();
    });
  }

  /** A window in the background still has its focus, though the field was told of a blur. */
  #hold = (): void => {
    const field = this.#field.current;
    const root = field?.getRootNode() as ShadowRoot | undefined;
    this.props.onHold?.(this.state.text !== '' || (field !== null && root?.activeElement === field));
  };

  #typed = (event: Event): void => {
    const { typing } = this.props.context.session;
    const { value } = event.target as HTMLTextAreaElement;
    if (value.trim() === '') typing.stop(this.#conversation);
    else typing.start(this.#conversation, Date.now());
    this.#write(value);
  };

  #pressed = (event: KeyboardEvent): void => {
    // Safari ends the composing before the key that ended it, which still has the code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  };

  #submitted = (event: Event): void => {
    event.preventDefault();
    this.#send();
    this.#field.current?.focus();
  };

  #send(): void {
    const { context, onSent } = this.props;
    const text = this.state.text.trim();
    if (text === '' || this.#surplus() > 0) return;
    void context.session.send(this.#conversation, text, this.#draft()?.replyToId ?? null);
    this.#write('');
    onSent?.();
  }

  /** Characters above what the server takes. */
  #surplus(): number {
    return [...this.state.text.trim()].length - this.props.context.state.limits.messageCharacters;
  }

  #fit(): void {
    const field = this.#field.current;
    if (field === null) return;
    field.style.height = 'auto';
    // Folded up, it has no height to go by.
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight}px`;
  }

  override render() {
    const { context, placeholder, wantsFocus } = this.props;
    const { words } = context;
    const surplus = this.#surplus();
    return (
      <form class="composer" onSubmit={this.#submitted}>
        <textarea
          ref={this.#field}
          rows={1}
          aria-label={placeholder}
          placeholder={placeholder}
          data-focus={wantsFocus}
          value={this.state.text}
          onInput={this.#typed}
          onKeyDown={this.#pressed}
          onFocus={this.#hold}
          onBlur={this.#hold}
        />
        <button type="submit" class="icon send" aria-label={words.send} disabled={this.state.text.trim() === '' || surplus > 0}>
          <Icon path="M3 20.5v-7l9-1.5-9-1.5v-7L22 12z" />
        </button>
        {surplus > 0 && <p role="alert">{words.tooLong(surplus)}</p>}
      </form>
    );
  }
}
