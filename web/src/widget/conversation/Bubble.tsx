/** @jsxImportSource preact */
// One message, sent or on its way.

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import type { Outgoing } from '../../core/store/state';
import type { LiveContext } from './context';
import { pageLink } from '../panel/context';
import type { Said } from './system';
import { Text } from './Text';
import { ticketLink } from './ticket-link';
import { fullTime, timeOfDay } from './times';
import type { ConversationWords } from './words';

interface BubbleProps {
  context: LiveContext;
  words: ConversationWords;
  message: Message;
  /** True for one that follows another of the same person closely. */
  continued: boolean;
  /** What shows files, once it is there. */
  files: typeof import('../files/files') | null;
  /** What says what happened, once it is there. */
  said: Said | null;
}

export function Bubble({ context, words, message, continued, files, said }: BubbleProps) {
  const { session, state } = context;
  const { locale, you } = context.words;
  const mine = message.userId === state.me?.username;
  const name = mine ? you : nameOf(state.people, message.userId);
  if (message.type === 'system') {
    return (
      <div class="system">
        <p>{said === null ? message.text : said(message, state)}</p>
        {context.below?.(message)}
      </div>
    );
  }
  return (
    <article class={mine ? 'mine' : ''} aria-label={`${name}, ${timeOfDay(message.createdAt, locale)}`}>
      {!continued && (
        <div class="by">
          {!mine && <b>{name}</b>} <time title={fullTime(message.createdAt, locale)}>{timeOfDay(message.createdAt, locale)}</time>
        </div>
      )}
      <div class={message.deletedAt === null ? 'bubble' : 'bubble gone'}>
        <Content context={context} words={words} message={message} files={files} />
        {message.editedAt !== null && message.deletedAt === null && <small>{words.edited}</small>}
      </div>
      {context.below?.(message)}
      {message.reactions.length > 0 && (
        <div class="reactions">
          {message.reactions.map(({ emoji, users, count }) => {
            const names = users.map((user) => nameOf(state.people, user)).join(', ') + (count > users.length ? ', …' : '');
            const given = users.includes(state.me?.username ?? '');
            // A refusal changes nothing that is shown.
            const toggle = (): void => void session.react(message, emoji).catch(() => undefined);
            return (
              <button key={emoji} type="button" aria-pressed={given} aria-label={words.reacted(`${emoji} ${count}`, names)} title={names} onClick={toggle}>
                {emoji} {count}
              </button>
            );
          })}
        </div>
      )}
    </article>
  );
}

function Content({ context, words, message, files: part }: Omit<BubbleProps, 'continued' | 'said'>) {
  const { state, session, page } = context;
  const { files = [], ticketReference, forwardedFrom, deletedAt } = message;
  if (deletedAt !== null) return <p>{context.words.deleted}</p>;
  return (
    <>
      {part === null ? files.map(({ id, name }) => <p key={id}>{`${words.file}: ${name}`}</p>) : files.length > 0 && <part.Files session={session} files={files} locale={context.words.locale} />}
      {ticketReference !== null && (
        <b class="at">
          <a {...ticketLink(page, ticketReference)}>{ticketReference}</a>
        </b>
      )}
      {(message.text !== '' || (files.length === 0 && forwardedFrom === undefined)) && <Text message={message} state={state} page={page} />}
      {forwardedFrom !== undefined && (
        <p>
          <a {...pageLink(page, message.channelId, message.seq)}>{context.words.forwarded}</a>
        </p>
      )}
    </>
  );
}

/** A message that the server has not confirmed yet. */
export function OutgoingBubble({ context, words, message, files: part }: Omit<BubbleProps, 'continued' | 'message' | 'said'> & { message: Outgoing }) {
  const { session, state, page } = context;
  const { status, error, clientId, conversation, text, replyToId } = message;
  const many = error?.recipients;
  const discard = (): void => void session.discard(clientId);
  /** Back to the line, to be sent as another message. */
  const edit = ({ currentTarget }: MouseEvent): void => {
    ((currentTarget as Element).getRootNode() as ShadowRoot).querySelector('textarea')?.focus();
    session.drafts.bringBack(state.me?.username ?? '', conversation, { text, replyToId });
    discard();
  };
  return (
    <article class="mine" aria-label={context.words.you}>
      <div class={`bubble ${status}`}>
        {part && message.files && <part.Files session={session} files={message.files} locale={context.words.locale} />}
        <Text message={message} state={state} page={page} />
      </div>
      <div class="by">
        {status === 'failed' ? (
          <>
            <span class="problem" role="alert">
              {many ? words.many(many, error?.offDuty ?? 0) : words.failed(error)}
            </span>{' '}
            <button type="button" class="link" onClick={() => void session.retry(clientId, many ? 'confirmed' : undefined)}>
              {many ? words.send : context.words.retry}
            </button>{' '}
            {/* Its files would be lost. */}
            {!message.files && (
              <button type="button" class="link" onClick={edit}>
                {words.edit}
              </button>
            )}{' '}
            <button type="button" class="link" onClick={discard}>
              {words.discard}
            </button>
          </>
        ) : status === 'sending' ? (
          words.sending
        ) : (
          words.waiting
        )}
      </div>
    </article>
  );
}
