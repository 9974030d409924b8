// Forwarding a message: where to, an optional comment, and what is sent.

import { useEffect, useRef, useState } from 'react';

import { newClientId } from '../../core/outbox/clientId';
import { asChatError } from '../../core/protocol/errors';
import type { Message } from '../../core/protocol/generated';
import { forward } from '../../core/session/forward';
import { channelKey } from '../../core/store/conversation';
import { titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import { ConversationScope } from '../../shared/hooks/view/conversation';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { CancelButton, SettingsFrame } from '../../shared/ui/SettingsFrame';
import { TextArea } from '../../shared/ui/TextArea';
import { reasonOf } from '../../shared/words/reasons';
import { Completion } from '../../shared/writing/Completion';
import { writtenIn } from '../../core/formatting/written';
import { useWriting } from '../../shared/writing/useWriting';
import { DestinationPicker } from './DestinationPicker';
import type { Target } from './destinations';
import { useWords } from './dialog-words';
import styles from './ForwardDialog.module.css';

export function ForwardDialog({ message }: { message: Message }) {
  // The quoted message and the box to write in stand in a conversation.
  return (
    <ConversationScope conversation={channelKey(message.channelId)}>
      <Forwarding message={message} />
    </ConversationScope>
  );
}

function Forwarding({ message }: { message: Message }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const { Forwarded } = useRegistry().views;
  // One that was forwarded without a word is forwarded from where it was written.
  const messageId = message.text === '' ? (message.forwardedFrom ?? message.id) : message.id;
  const [target, setTarget] = useState<Target | null>(null);
  const [comment, setComment] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const limit = useChat((state) => state.limits.messageCharacters);
  const over = [...comment].length - limit;
  const { send, sending, problem, recipients, offDuty } = useForwarding(messageId, target, writtenIn(comment));
  const ready = target !== null && over <= 0 && !sending;
  const channelId = target?.kind === 'channel' ? target.channel.id : message.channelId;
  const writing = useWriting({ field, channelId, text: comment, onChange: setComment, onEnter: () => (ready ? send() : undefined) });
  const chosen = target !== null;
  useEffect(() => {
    if (chosen) field.current?.focus();
  }, [chosen]);
  return (
    <SettingsFrame
      title={words.forward.action}
      unsaved={comment.trim() !== ''}
      width={560}
      actions={
        <>
          <CancelButton onCancel={() => dispatch({ type: 'dialog_closed' })} />
          <Button variant="contained" disabled={!ready} onClick={send}>
            {recipients === null ? words.forward.submit : words.forward.submitAll}
          </Button>
        </>
      }
    >
      <h3 className={styles.label}>{words.forward.to}</h3>
      <DestinationPicker here={message.channelId} chosen={target} onChoose={setTarget} />
      <h3 className={styles.label}>{words.forward.comment}</h3>
      <div className={styles.comment}>
        {writing.completion !== null && <Completion {...writing.completion} />}
        <TextArea
          {...writing.props}
          className={frame.field}
          rows={2}
          aria-label={words.forward.comment}
          aria-invalid={over > 0}
          placeholder={words.forward.commentHint}
          onKeyDown={(event) => {
            if (writing.keyDown(event) && event.key === 'Escape') event.stopPropagation();
          }}
        />
      </div>
      {over > 0 && <p className={frame.fieldProblem}>{words.forward.over(over)}</p>}
      <h3 className={styles.label}>{words.forward.preview}</h3>
      {/* Long ones scroll: the keyboard must be able to do that as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.preview} tabIndex={0} role="group" aria-label={words.forward.preview}>
        {Forwarded !== undefined && <Forwarded messageId={messageId} />}
      </div>
      <Audience message={message} />
      {recipients !== null && (
        <p className={frame.problem} role="alert">
          {words.forward.many(recipients, offDuty)}
        </p>
      )}
      {problem !== null && (
        <p className={frame.problem} role="alert">
          {problem}
        </p>
      )}
    </SettingsFrame>
  );
}

/** Who will see what of it, where that is not everyone. */
function Audience({ message: { channelId, files = [] } }: { message: Message }) {
  const words = useWords();
  const channel = useChat((state) => state.channels[channelId]);
  const title = useChat((state) => (channel === undefined ? '' : titleOf(channel, state, words.notes)));
  if (channel === undefined || channel.type === 'public') return null;
  const { limited, limitedDirect, limitedText, limitedTextDirect } = words.forward;
  const [inChannel, inDirect] = files.length > 0 ? [limitedText, limitedTextDirect] : [limited, limitedDirect];
  return <p className={frame.hint}>{channel.type === 'direct' ? inDirect : inChannel(`#${title}`)}</p>;
}

interface ForwardingState {
  send(): void;
  sending: boolean;
  /** Why it was not sent. What was written stays. */
  problem: string | null;
  /** How many people the comment would notify; `null` unless that must be confirmed, which sending once more does. */
  recipients: number | null;
  /** How many of them are off duty. */
  offDuty: number;
}

function useForwarding(messageId: number, target: Target | null, comment: string): ForwardingState {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const key = `${target?.key} ${comment}`;
  const [many, setMany] = useState({ key, recipients: 0, offDuty: 0 });
  const recipients = many.key === key && many.recipients > 0 ? many.recipients : null;
  // Whoever tries once more sends the same, and something else after a change.
  const tried = useRef({ key, clientId: '' });
  async function send(): Promise<void> {
    if (target === null || sending) return;
    setSending(true);
    setProblem(null);
    if (tried.current.key !== key || tried.current.clientId === '') tried.current = { key, clientId: newClientId(Date.now()) };
    try {
      if (withEmoji(comment) === null) await loadShortcodes();
      const to = target.kind === 'channel' ? { channelId: target.channel.id } : { username: target.person.username };
      await forward(session, { messageId, to, comment: withEmoji(comment) ?? comment, clientId: tried.current.clientId, confirmed: recipients !== null });
      dispatch({ type: 'dialog_closed' });
      notify.info(words.forward.done(target.kind === 'channel' && target.channel.type !== 'direct' ? `#${target.title}` : target.title));
    } catch (thrown) {
      const { recipients: asked, offDuty } = asChatError(thrown);
      if (asked === null) setProblem(reasonOf(thrown, words));
      else setMany({ key, recipients: asked, offDuty });
    } finally {
      setSending(false);
    }
  }
  return { send: () => void send(), sending, problem, recipients, offDuty: many.offDuty };
}
