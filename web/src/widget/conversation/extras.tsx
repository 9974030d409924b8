/** @jsxImportSource preact */
// What some messages have besides their text: reactions, the number of a ticket, a message that was forwarded; and what
// leads to new messages from where one reads older ones. Fetched with the first of them.

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { pageLink } from '../panel/context';
import type { LiveContext } from './context';

export { default as css } from './extras.css?inline';

interface ExtraProps {
  context: LiveContext;
  message: Message;
}

/** The number of a ticket, above the text. */
export function Ticket({ context, message: { ticketReference } }: ExtraProps) {
  return ticketReference === null ? null : (
    <b class="at">
      <a {...pageLink(`${context.page}/tickets/${ticketReference}`, null)}>{ticketReference}</a>
    </b>
  );
}

/** Leads to the page, which shows what was forwarded. */
export function Forwarded({ context, message: { forwardedFrom, channelId, seq } }: ExtraProps) {
  return forwardedFrom === undefined ? null : (
    <p>
      <a {...pageLink(context.page, channelId, seq)}>{context.words.forwarded}</a>
    </p>
  );
}

/** The reactions, with the way to give and to take back one's own. */
export function Reactions({ context: { session, state }, message }: ExtraProps) {
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

/** Leads to the end, where there is something new. */
export function Below({ locale, onClick }: { locale: string; onClick(): void }) {
  return (
    <button type="button" class="below" onClick={onClick}>
      {locale.startsWith('de') ? 'Neue Nachrichten' : 'New messages'} ↓
    </button>
  );
}
