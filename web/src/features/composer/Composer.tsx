// The box to write in: drafts, completion, emoji, formatting keys, replying, sending.

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { channelKey, threadIdOf } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { giveFiles } from '../../shared/hooks/given-files';
import { useConversation, useConversationKey } from '../../shared/hooks/view/conversation';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry, type AttachedFiles, type Recording } from '../../shared/registry/registry';
import { parseSlash } from '../../shared/registry/slash';
import { LazyPart } from '../../shared/ui/LazyPart';
import { TextArea } from '../../shared/ui/TextArea';
import { whenIdle } from '../../shared/ui/when-idle';
import { Completion } from '../../shared/writing/Completion';
import type { Span } from '../../shared/writing/logs';
import { writtenIn } from '../../core/formatting/written';
import { useWriting } from '../../shared/writing/useWriting';
import { ComposerButtons } from './ComposerButtons';
import { ComposerHint } from './ComposerHint';
import { ReplyBar } from './ReplyBar';
import { useDraft } from './useDraft';
import { useEditLast } from './useEditLast';
import { useFieldFocus } from './useFieldFocus';
import { useFieldHeight } from './useFieldHeight';
import { useFormatBar } from './useFormatBar';
import { useKeptSelection } from './useKeptSelection';
import { useSending } from './useSending';
import { useSlashCommands } from './useSlashCommands';
import { useTypingAnywhere } from './useTypingAnywhere';
import { useWords } from './words';
import styles from './MessageInput.module.css';

const loadFormatBar = whenIdle(async () => (await import('./FormatBar')).FormatBar);

interface ComposerProps {
  channel: ChannelView;
  /** What to call the conversation, e.g. `#general`. */
  title: string;
  takesFocus: boolean;
}

export function Composer({ channel, title, takesFocus }: ComposerProps) {
  const words = useWords();
  const session = useSession();
  const conversation = useConversationKey();
  const threadId = threadIdOf(conversation);
  const { ScheduledHere, Tray, Voice } = useRegistry().views;
  const mayAttach = useChat(({ permissions }) => permissions.includes('chat.send_files'));
  const limit = useChat((state) => state.limits.messageCharacters);
  const replyToId = useConversation((view) => view.replyTo);
  const dispatch = useViewDispatch();
  const composer = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [tray, setTray] = useState<AttachedFiles | null>(null);
  const [recording, setRecording] = useState<Recording | null>(null);
  const [alsoToChannel, setAlsoToChannel] = useState(false);
  const { text, setText, clear } = useDraft(field, conversation, replyToId);
  const left = limit - [...text].length;
  const sendable = (tray === null ? text.trim() !== '' : tray.sendable) && left >= 0;

  const slash = useSlashCommands(channel, text);
  const send = useSending({
    text,
    replyToId,
    limit,
    pass: (part, repliedTo) =>
      threadId === null
        ? session.sending.send(channelKey(channel.id), part, repliedTo)
        : session.sending.reply({ channelId: channel.id, threadId, alsoToChannel }, part, repliedTo),
    passWithFiles: tray && ((parts) => tray.send(parts, replyToId, alsoToChannel)),
    onCommand: slash.run,
    onPassed: passed,
  });
  const writing = useWriting({ field, channelId: channel.id, text, commands: slash.offered, onChange: change, onEnter: () => (sendable ? send() : left >= 0 ? tray?.explain?.() : undefined) });
  const [barShown, showBar] = useFormatBar();
  const editLast = useEditLast();
  useTypingAnywhere(field);
  useFieldHeight(composer, field, text);
  useKeptSelection(field, conversation);
  useFieldFocus(field, takesFocus);
  useEffect(() => () => session.sending.typing.stop(conversation), [session, conversation]);

  function change(next: string): void {
    setText(next);
    if (next.trim() === '' || parseSlash(next)?.kind === 'command') session.sending.typing.stop(conversation);
    else session.sending.typing.start(conversation, Date.now());
  }

  function passed(): void {
    clear();
    setAlsoToChannel(false);
    // The next words follow, also after a click or a tap on the button.
    field.current?.focus();
  }

  function makeFile(): void {
    giveFiles(conversation, [new File([writtenIn(text)], 'message.txt', { type: 'text/plain' })]);
    // By the browser, whose undo takes it back.
    field.current?.select();
    writing.insert('');
  }

  function markAsCode({ start, end }: Span): void {
    field.current?.setSelectionRange(start, end);
    writing.format('fence');
  }

  function scheduled(): void {
    tray?.taken();
    passed();
  }

  function recorded(): void {
    setRecording(null);
    field.current?.focus();
  }

  function record(step: Recording): void {
    // One that has been given up by Esc is not ended again by letting go.
    setRecording((now) => (now === null && step !== 'free' && step !== 'held' ? null : step));
  }

  const endReply = (): void => dispatch({ type: 'reply_ended', conversation });

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (writing.keyDown(event)) return;
    if (event.key === 'ArrowUp' && text === '' && !event.altKey) editLast();
    else if (event.key === 'Escape' && replyToId !== null) endReply();
    else return;
    event.preventDefault();
  }

  const placeholder = threadId === null ? words.composer.placeholder(title) : words.composer.replyInThread;
  return (
    <div ref={composer} className={styles.composer} data-composer data-conversation={conversation}>
      {writing.completion !== null && <Completion {...writing.completion} />}
      {ScheduledHere !== undefined && <ScheduledHere channelId={channel.id} threadId={threadId} />}
      <div className={styles.box}>
        {replyToId !== null && <ReplyBar messageId={replyToId} onEnd={endReply} />}
        {mayAttach && Tray !== undefined && <Tray channelId={channel.id} threadId={threadId} title={title} onTray={setTray} />}
        {recording !== null && Voice !== undefined && <Voice recording={recording} onClose={recorded} />}
        {barShown && (
          <div className={styles.formats}>
            <LazyPart load={loadFormatBar} props={{ onFormat: writing.format }} quiet />
          </div>
        )}
        <div className={styles.line}>
          <TextArea
            {...writing.props}
            rows={1}
            aria-label={placeholder}
            placeholder={placeholder}
            onKeyDown={onKeyDown}
            onBlur={() => session.sending.typing.stop(conversation)}
          />
          <ComposerButtons
            channelId={channel.id}
            threadId={threadId}
            text={text}
            tray={tray}
            mayAttach={mayAttach}
            sendable={sendable}
            replying={replyToId !== null}
            formatsShown={barShown}
            onFormats={() => showBar(!barShown)}
            recording={recording !== null}
            onRecord={record}
            onEmoji={writing.insert}
            onScheduled={scheduled}
            onSend={send}
          />
        </div>
        {threadId !== null && <AlsoToChannel title={title} chosen={alsoToChannel} onChoose={setAlsoToChannel} />}
      </div>
      <ComposerHint channel={channel} problem={slash.problem} usage={slash.usage} text={text} caret={writing.caret} limit={limit} inCode={writing.inCode} formatsShown={barShown} onSendParts={send} onCode={markAsCode} onMakeFile={mayAttach ? makeFile : null} />
    </div>
  );
}

interface AlsoToChannelProps {
  title: string;
  chosen: boolean;
  onChoose(chosen: boolean): void;
}

function AlsoToChannel({ title, chosen, onChoose }: AlsoToChannelProps) {
  const { alsoTo } = useWords().composer;
  return (
    <label className={styles.also}>
      <input type="checkbox" checked={chosen} onChange={(event) => onChoose(event.target.checked)} />
      <span>{alsoTo(title)}</span>
    </label>
  );
}
