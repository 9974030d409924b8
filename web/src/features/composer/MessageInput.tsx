// The box to write in: drafts, completion, emoji, formatting keys, replying, sending.

import { mdiEmoticonHappyOutline, mdiFormatLetterCase, mdiSend } from '@mdi/js';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';

import { IconButton } from '../../shared/ui/Button';
import type { ChannelView } from '../../core/protocol/generated';
import { mayEdit, outgoingOf, postingRight } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { channelKey, threadIdOf } from '../../core/store/conversation';
import { conversationAt, useConversation, useConversationKey, useIsMain } from '../../shared/hooks/view/conversation';
import { LazyPart } from '../../shared/ui/LazyPart';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './words';
import { CompletionList } from '../../shared/writing/CompletionList';
import { useWriting } from '../../shared/writing/useWriting';
import { ComposerHint } from './ComposerHint';
import { ReplyBar } from './ReplyBar';
import { byTouch } from '../../shared/hooks/touch';
import { parseSlash } from '../../shared/registry/slash';
import { useDroppedMentions } from './useDroppedMentions';
import { useDraft } from './useDraft';
import { useFormatBar } from './useFormatBar';
import { useSending } from './useSending';
import { useSlashCommands } from './useSlashCommands';
import { useTypingAnywhere } from './useTypingAnywhere';
import styles from './MessageInput.module.css';

const loadNoPosting = async () => (await import('./NoPosting')).NoPosting;
const loadFormatBar = async () => (await import('./FormatBar')).FormatBar;
const loadEmojiPicker = async () => (await import('../../shared/ui/EmojiPicker')).default;

interface MessageInputProps {
  channel: ChannelView;
  /** What to call the conversation, e.g. `#general`. */
  title: string;
  /** True for one that takes the focus where it opens, unless fingers point: a keyboard would cover what is read. */
  takesFocus?: boolean;
}

export function MessageInput({ channel, title, takesFocus = false }: MessageInputProps) {
  const permissions = useChat((state) => state.permissions);
  const right = postingRight(channel, permissions);
  useDroppedMentions();
  if (right !== 'allowed') return <LazyPart load={loadNoPosting} props={{ channel, right }} onGiveUp={() => undefined} />;
  return <Composer channel={channel} title={title} takesFocus={takesFocus} />;
}

function Composer({ channel, title, takesFocus }: Required<MessageInputProps>) {
  const words = useWords();
  const session = useSession();
  const conversation = useConversationKey();
  const threadId = threadIdOf(conversation);
  const [alsoToChannel, setAlsoToChannel] = useState(false);
  const dispatch = useViewDispatch();
  const composerFocus = useConversation((view) => view.composerFocus);
  const dialog = useView((view) => view.dialog);
  const visit = useConversation((view) => view.visit);
  const main = useIsMain();
  const limit = useChat((state) => state.limits.messageCharacters);
  const replyToId = useConversation((view) => view.replyTo);
  const composer = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText, clear } = useDraft(conversation, replyToId);
  const [emojiAnchor, setEmojiAnchor] = useState<HTMLElement | null>(null);
  const left = limit - [...text].length;
  const sendable = text.trim() !== '' && left >= 0;

  const slash = useSlashCommands(channel, text);
  const send = useSending({
    text,
    replyToId,
    limit,
    pass: (part, repliedTo) =>
      threadId === null
        ? session.send(channelKey(channel.id), part, repliedTo)
        : session.reply({ channelId: channel.id, threadId, alsoToChannel }, part, repliedTo),
    onCommand: slash.run,
    onPassed: () => {
      clear();
      setAlsoToChannel(false);
      // The next words follow, also after a click or a tap on the button.
      field.current?.focus();
    },
  });
  const writing = useWriting({ field, channelId: channel.id, text, commands: slash.offered, onChange: change, onEnter: () => (sendable ? send() : undefined) });
  useTypingAnywhere(field);
  const [barShown, showBar] = useFormatBar();
  const toggleLabel = barShown ? words.composer.hideFormatting : words.composer.showFormatting;

  useLayoutEffect(() => {
    const element = field.current;
    const { current: around } = composer;
    if (element === null || around === null) return;
    // While the field is measured the list must not get its room: it would scroll, and stay there.
    around.style.minHeight = `${around.offsetHeight}px`;
    element.style.height = 'auto';
    // On a phone the buttons then stand below the text, which keeps its width until it is sent.
    const line = parseFloat(getComputedStyle(element).lineHeight);
    if (text === '') delete around.dataset.lines;
    else if (element.scrollHeight > 2 * line + 18) around.dataset.lines = 'many';
    element.style.height = `${Math.min(element.scrollHeight, window.innerHeight * 0.4)}px`;
    around.style.minHeight = '';
  }, [text]);

  // What was begun goes on at its end.
  useLayoutEffect(() => {
    const { length = 0 } = field.current?.value ?? '';
    field.current?.setSelectionRange(length, length);
  }, []);

  const place = useRef({ covered: false, main });
  useLayoutEffect(() => {
    place.current = { covered: dialog !== null, main };
  }, [dialog, main]);
  const answered = useRef(takesFocus && !byTouch() ? null : composerFocus);
  useEffect(() => {
    // On a phone the keyboard would cover what the user came to read.
    const asked = answered.current !== composerFocus;
    answered.current = composerFocus;
    // One that stands beside the main conversation leaves it where it is.
    const at = conversationAt(document.activeElement);
    const free = place.current.main || at === null || at === conversation;
    if (!place.current.covered && (asked || (free && !byTouch()))) field.current?.focus();
  }, [composerFocus, visit, conversation]);

  useEffect(() => () => session.typing.stop(conversation), [session, conversation]);

  const placeholder = threadId === null ? words.composer.placeholder(title) : words.composer.replyInThread;

  function change(next: string): void {
    setText(next);
    if (next.trim() === '' || parseSlash(next)?.kind === 'command') session.typing.stop(conversation);
    else session.typing.start(conversation, Date.now());
  }

  const endReply = (): void => dispatch({ type: 'reply_ended', conversation });

  function editLast(): void {
    const { state } = session.store;
    const { me, timelines } = state;
    // The last one is still on its way: an older one is not what is meant.
    if (outgoingOf(state, conversation).some(({ status }) => status !== 'failed')) return;
    const last = timelines[conversation]?.messages.findLast((message) => mayEdit(message, me));
    if (last !== undefined) dispatch({ type: 'edit_started', conversation, messageId: last.id });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (writing.keyDown(event)) return;
    if (event.key === 'ArrowUp' && text === '' && !event.altKey) editLast();
    else if (event.key === 'Escape' && replyToId !== null) endReply();
    else return;
    event.preventDefault();
  }

  return (
    <div ref={composer} className={styles.composer} data-composer data-conversation={conversation}>
      {writing.listed && <CompletionList id={writing.listId} completion={writing.completion} onAccept={writing.accept} />}
      <div className={styles.box}>
        {replyToId !== null && <ReplyBar messageId={replyToId} onEnd={endReply} />}
        {barShown && (
          <div className={styles.formats}>
            <LazyPart load={loadFormatBar} props={{ onFormat: writing.format }} onGiveUp={() => showBar(false)} />
          </div>
        )}
        <div className={styles.line}>
          <textarea
            {...writing.props}
            rows={1}
            aria-label={placeholder}
            placeholder={placeholder}
            onKeyDown={onKeyDown}
            onBlur={() => session.typing.stop(conversation)}
          />
          <IconButton aria-label={toggleLabel} title={toggleLabel} aria-expanded={barShown} onClick={() => showBar(!barShown)}>
            <Icon path={mdiFormatLetterCase} size={22} />
          </IconButton>
          <IconButton aria-label={words.composer.emoji} title={words.composer.emoji} onClick={(event) => setEmojiAnchor(event.currentTarget)}>
            <Icon path={mdiEmoticonHappyOutline} size={22} />
          </IconButton>
          <button type="button" className={styles.send} aria-label={words.send} title={words.send} disabled={!sendable} onClick={send}>
            <Icon path={mdiSend} />
          </button>
        </div>
        {threadId !== null && (
          <label className={styles.also}>
            <input type="checkbox" checked={alsoToChannel} onChange={(event) => setAlsoToChannel(event.target.checked)} />
            <span>{words.composer.alsoTo(title)}</span>
          </label>
        )}
      </div>
      <ComposerHint channel={channel} problem={slash.problem} text={text} caret={writing.caret} limit={limit} inCode={writing.inCode} formatsShown={barShown} onSendParts={send} />
      {emojiAnchor !== null && (
        <LazyPart
          load={loadEmojiPicker}
          props={{
            anchor: emojiAnchor,
            onClose: () => setEmojiAnchor(null),
            onPick: (emoji: string) => {
              setEmojiAnchor(null);
              // Once the picker is gone, which would keep the focus.
              requestAnimationFrame(() => writing.insert(emoji));
            },
          }}
          holder="dialog"
          onGiveUp={() => setEmojiAnchor(null)}
        />
      )}
    </div>
  );
}
