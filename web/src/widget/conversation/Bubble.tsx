/** @jsxImportSource preact */
// One message, sent or on its way.

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/listing';
import type { Outgoing } from '../../core/store/state';
import type { LiveContext } from './context';
import type { Said } from './system';
import { Text } from './Text';
import { fullTime, timeOfDay } from './times';
import type { ConversationWords } from './words';

interface BubbleProps {
  context: LiveContext;
  words: ConversationWords;
  message: Message;
  /** True for one that follows another of the same person closely. */
  continued: boolean;
  parts: Parts;
}

/** What shows more than text, as far as it is there. */
export interface Parts {
  /** Shows and sends files. */
  readonly files?: typeof import('../files/files');
  /** Says what happened. */
  readonly said?: Said;
  /** Shows reactions, the number of a ticket, and what was forwarded; folds long texts. */
  readonly extras?: typeof import('./extras');
  readonly refused?: typeof import('./refused');
  /** The list of people after an `@`. */
  readonly people?: typeof import('./People');
}

export function Bubble({ context, words, message, continued, parts }: BubbleProps) {
  const { state } = context;
  const { locale, you } = context.words;
  const mine = message.userId === state.me?.username;
  const name = mine ? you : nameOf(state.people, message.userId);
  if (message.type === 'system') {
    return (
      <div class="system">
        <p>{parts.said?.(message, state) ?? message.text}</p>
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
        <Content context={context} words={words} message={message} parts={parts} />
        {message.editedAt !== null && message.deletedAt === null && <small>{words.edited}</small>}
      </div>
      {context.below?.(message)}
      {parts.extras?.reactions(context, message)}
    </article>
  );
}

function Content({ context, words, message, parts }: Omit<BubbleProps, 'continued'>) {
  const { session } = context;
  const { files = [], deletedAt } = message;
  const text = <Text message={message} context={context} />;
  if (deletedAt !== null) return <p>{context.words.deleted}</p>;
  return (
    <>
      {parts.files === undefined ? files.map(({ id, name }) => <p key={id}>{`${words.file}: ${name}`}</p>) : files.length > 0 && <parts.files.Files session={session} files={files} locale={context.words.locale} />}
      {parts.extras?.ticket(context, message)}
      {message.text !== '' && (parts.extras?.folded(context, message, text) ?? text)}
      {parts.extras?.forwarded(context, message)}
    </>
  );
}

/** A message that the server has not confirmed yet. */
export function OutgoingBubble({ context, words, message, parts }: Omit<BubbleProps, 'continued' | 'message'> & { message: Outgoing }) {
  const { session } = context;
  const { status } = message;
  return (
    <article class="mine" aria-label={context.words.you}>
      <div class={`bubble ${status}`}>
        {parts.files && message.files && <parts.files.Files session={session} files={message.files} locale={context.words.locale} />}
        <Text message={message} context={context} />
      </div>
      <div class="by">
        {parts.refused ? <parts.refused.Fate key={status} context={context} words={words} message={message} /> : words[status === 'sending' ? status : 'waiting']}
      </div>
    </article>
  );
}
