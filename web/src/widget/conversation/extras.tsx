/** @jsxImportSource preact */
// What some messages have besides their text: reactions, the number of a ticket, a message that was forwarded; a long
// text, of which the beginning is shown; and what leads to new messages from where one reads older ones. Fetched with the
// first of them.

import { Component, type VNode } from 'preact';

import { isLong } from '../../core/formatting/long';
import type { ChannelView, Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/listing';
import { pageLink } from '../panel/context';
import type { LiveContext } from './context';
import { numbersIn } from './tickets';

export { default as css } from './extras.css?inline';

/** The number of a ticket, above the text. */
export function ticket(context: LiveContext, { ticketReference }: Message): VNode | '' | null {
  return ticketReference && <b class="at">{numbersIn(ticketReference, context)}</b>;
}

/** Leads to the page, which shows what was forwarded. */
export function forwarded({ page, words }: LiveContext, { forwardedFrom, channelId, seq }: Message): VNode | 0 | undefined {
  return forwardedFrom && (
    <p>
      <a {...pageLink(page, channelId, seq)}>{words.forwarded}</a>
    </p>
  );
}

/** The reactions, with the way to give and to take back one's own. */
export function reactions({ session, state }: LiveContext, message: Message): VNode | null {
  return message.reactions.length === 0 ? null : (
    <div class="reactions">
      {message.reactions.map(({ emoji, users, count }) => {
        const names = users.map((user) => nameOf(state.people, user)).join(', ') + (count > users.length ? ', …' : '');
        const given = users.includes(state.me?.username ?? '');
        // A refusal changes nothing that is shown.
        const toggle = (): void => void session.react(message, emoji).catch(() => undefined);
        return (
          <button key={emoji} type="button" aria-pressed={given} aria-label={`${emoji} ${count} (${names})`} title={names} onClick={toggle}>
            {emoji} {count}
          </button>
        );
      })}
    </div>
  );
}

/** Scrolls to the "New" line, or to the end of what is loaded where there is none; returns how far down that is. */
export function land(log: HTMLElement): number {
  const line = log.querySelector<HTMLElement>('.new');
  log.scrollTop = (line?.offsetTop ?? 1e9) - log.offsetTop;
  return log.scrollTop;
}

/** Leads to the end, where there is something new. */
export function below({ state, words: { locale } }: LiveContext, { lastReadSeq }: ChannelView, last: Message | undefined, onClick: () => void): VNode | null {
  return !last || last.seq <= lastReadSeq || last.userId === state.me?.username ? null : (
    <button type="button" class="below" onClick={onClick}>
      {locale.startsWith('de') ? 'Neue Nachrichten' : 'New messages'} ↓
    </button>
  );
}

/** About how many characters a line of the widget has room for. */
const LINE_LENGTH = 40;
/** What was unfolded stays so when its conversation is opened again. */
const unfolded = new Set<number>();

/** Shows the beginning of a text that is long, until somebody wants to read on. */
export function folded({ words }: LiveContext, { id, text }: Message, children: VNode): VNode {
  return isLong(text, LINE_LENGTH) ? <Folded id={id} german={words.locale.startsWith('de')}>{children}</Folded> : children;
}

class Folded extends Component<{ id: number; german: boolean; children: VNode }> {
  #toggle = ({ currentTarget }: Event): void => {
    const { id } = this.props;
    if (!unfolded.delete(id)) unfolded.add(id);
    // Nothing else tells the list that its end is elsewhere: it would jump there with the next change.
    this.forceUpdate(() => (currentTarget as Element).closest('.log')?.dispatchEvent(new Event('scroll')));
  };

  override render() {
    const { id, german, children } = this.props;
    const open = unfolded.has(id);
    const [more, less] = german ? ['Mehr anzeigen', 'Weniger anzeigen'] : ['Show more', 'Show less'];
    return (
      <>
        <div class={open ? '' : 'folded'}>{children}</div>
        <button type="button" class="link" aria-expanded={open} onClick={this.#toggle}>
          {open ? less : more}
        </button>
      </>
    );
  }
}
