/** @jsxImportSource preact */
// What became of a message that is on its way: why it was not sent, and what can be done about it; and that none can be
// stored. Fetched behind an open conversation.

import { Component } from 'preact';

import type { Outgoing } from '../../core/store/state';
import type { LiveContext } from './context';
import { refusalWords } from './refused-words';
import type { ConversationWords } from './words';

interface RefusedProps {
  context: LiveContext;
  message: Outgoing;
}

/** Whoever waits longer for the server is told that the connection may be gone. */
const LATE_MS = 3000;

/** Shown anew with each status of the message. */
export class Fate extends Component<RefusedProps & { words: ConversationWords }, { late: boolean }> {
  override state = { late: false };
  readonly #timer = setTimeout(() => {
    this.setState({ late: true });
    this.props.context.session.probe();
  }, LATE_MS);

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  override render() {
    const { message, words } = this.props;
    if (message.status === 'failed') return <Refused {...this.props} />;
    return message.status === 'sending' && !this.state.late ? words.sending : words.waiting;
  }
}

function Refused({ context, message: { error, clientId, conversation, text, replyToId, files } }: RefusedProps) {
  const { session, state, writing } = context;
  const { locale, retry } = context.words;
  const words = refusalWords(locale);
  const many = error?.recipients;
  const discard = (): void => void session.sending?.discard(clientId);
  /** Back to the line, to be sent as another message. */
  const edit = ({ currentTarget }: MouseEvent): void => {
    ((currentTarget as Element).getRootNode() as ShadowRoot).querySelector('textarea')?.focus();
    writing?.DRAFTS.bringBack(state.me?.username ?? '', conversation, { text, replyToId });
    discard();
  };
  return (
    <>
      <span class="problem" style={{ color: 'var(--danger)' }} role="alert">
        {many ? words.many(many, error?.offDuty ?? 0) : words.failed(error)}
      </span>{' '}
      <button type="button" class="link" onClick={() => void session.sending?.retry(clientId, many ? 'confirmed' : undefined)}>
        {many ? words.send : retry}
      </button>{' '}
      {/* Its files would be lost; without a line to write in, its text would be hidden. */}
      {!files && writing && (
        <button type="button" class="link" onClick={edit}>
          {words.edit}
        </button>
      )}{' '}
      <button type="button" class="link" onClick={discard}>
        {words.discard}
      </button>
    </>
  );
}

/** What the user must know, whatever is shown. */
export function notStored(locale: string) {
  return <p class="notice">{refusalWords(locale).notStored}</p>;
}
