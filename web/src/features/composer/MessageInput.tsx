// The box to write in: drafts, completion, emoji, formatting keys, replying, sending.

import { mdiEmoticonHappyOutline, mdiSend } from '@mdi/js';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';

import { IconButton } from '../../shared/ui/Button';
import type { ChannelView } from '../../core/protocol/generated';
import { mayEdit, outgoingOf, postingRight } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { conversationAt, useConversation, useConversationKey, useIsMain } from '../../shared/hooks/view/conversation';
import { LazyPart } from '../../shared/ui/LazyPart';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './words';
import { complete } from './completion';
import { CompletionList } from './CompletionList';
import { ComposerHint } from './ComposerHint';
import { NoPosting } from './NoPosting';
import { ReplyBar } from './ReplyBar';
import { byTouch } from '../../shared/hooks/touch';
import { useCompletion } from './useCompletion';
import { useDroppedMentions } from './useDroppedMentions';
import { toggleMark } from './marks';
import { useDraft } from './useDraft';
import { useSending } from './useSending';
import styles from './MessageInput.module.css';

const loadEmojiPicker = async () => (await import('../../shared/ui/EmojiPicker')).default;

export function MessageInput({ channel, title }: { channel: ChannelView; title: string }) {
  const permissions = useChat((state) => state.permissions);
  const right = postingRight(channel, permissions);
  useDroppedMentions();
  if (right !== 'allowed') return <NoPosting channel={channel} right={right} />;
  return <Composer channel={channel} title={title} />;
}

function Composer({ channel, title }: { channel: ChannelView; title: string }) {
  const words = useWords();
  const session = useSession();
  const conversation = useConversationKey();
  const dispatch = useViewDispatch();
  const composerFocus = useConversation((view) => view.composerFocus);
  const dialog = useView((view) => view.dialog);
  const visit = useConversation((view) => view.visit);
  const main = useIsMain();
  const limit = useChat((state) => state.limits.messageCharacters);
  const replyToId = useConversation((view) => view.replyTo);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const { text, setText, clear } = useDraft(conversation, replyToId);
  const [caret, setCaret] = useState(0);
  const [emojiAnchor, setEmojiAnchor] = useState<HTMLElement | null>(null);
  const completion = useCompletion(channel.id, text, caret);
  const left = limit - [...text].length;
  const sendable = text.trim() !== '' && left >= 0;

  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, window.innerHeight * 0.4)}px`;
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
  const answered = useRef(composerFocus);
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

  function change(next: string, at: number): void {
    setText(next);
    setCaret(at);
    if (next.trim() === '') session.typing.stop(conversation);
    else session.typing.start(conversation, Date.now());
  }

  /** Replaces the text as if it had been typed, with the caret (or a selection) where it belongs. */
  function replace(next: string, start: number, end = start): void {
    change(next, end);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(start, end);
    });
  }

  const endReply = (): void => dispatch({ type: 'reply_ended', conversation });
  const send = useSending({
    text,
    replyToId,
    sendable,
    onPassed: () => {
      clear();
      setCaret(0);
      // The next words follow, also after a click or a tap on the button.
      field.current?.focus();
    },
  });

  function accept(index: number): void {
    const suggestion = completion.suggestions[index];
    if (suggestion === undefined || completion.word === null) return;
    const done = complete(text, completion.word, caret, suggestion.insert);
    replace(done.text, done.caret);
  }

  function mark(sign: string): void {
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const marked = toggleMark(text, selectionStart, selectionEnd, sign);
    replace(marked.text, marked.start, marked.end);
  }

  function editLast(): void {
    const { state } = session.store;
    const { me, timelines } = state;
    // The last one is still on its way: an older one is not what is meant.
    if (outgoingOf(state, conversation).some(({ status }) => status !== 'failed')) return;
    const last = timelines[conversation]?.messages.findLast((message) => mayEdit(message, me));
    if (last !== undefined) dispatch({ type: 'edit_started', conversation, messageId: last.id });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (completion.suggestions.length > 0 && steer(event)) {
      event.preventDefault();
      return;
    }
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !byTouch()) send();
    else if (event.key === 'ArrowUp' && text === '' && !event.altKey) editLast();
    else if (event.key === 'Escape' && replyToId !== null) endReply();
    else if (command && event.key === 'b') mark('**');
    else if (command && event.key === 'i') mark('*');
    else return;
    event.preventDefault();
  }

  function steer(event: KeyboardEvent): boolean {
    const count = completion.suggestions.length;
    if (event.key === 'ArrowDown') completion.choose((completion.chosen + 1) % count);
    else if (event.key === 'ArrowUp') completion.choose((completion.chosen + count - 1) % count);
    else if (event.key === 'Enter' || event.key === 'Tab') accept(completion.chosen);
    else if (event.key === 'Escape') completion.dismiss();
    else return false;
    return true;
  }

  const listed = completion.suggestions.length > 0;
  return (
    <div className={styles.composer} data-composer data-conversation={conversation}>
      {listed && (
        <CompletionList id={listId} completion={completion} onAccept={accept} />
      )}
      <div className={styles.box}>
        {replyToId !== null && <ReplyBar messageId={replyToId} onEnd={endReply} />}
        <div className={styles.line}>
          <textarea
            ref={field}
            dir="auto"
            rows={1}
            aria-label={words.composer.placeholder(title)}
            placeholder={words.composer.placeholder(title)}
            aria-autocomplete="list"
            aria-controls={listed ? listId : undefined}
            aria-activedescendant={listed ? `${listId}-${completion.chosen}` : undefined}
            value={text}
            onChange={(event) => change(event.target.value, event.target.selectionStart)}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
            onKeyDown={onKeyDown}
            onBlur={() => session.typing.stop(conversation)}
          />
          <IconButton aria-label={words.composer.emoji} title={words.composer.emoji} onClick={(event) => setEmojiAnchor(event.currentTarget)}>
            <Icon path={mdiEmoticonHappyOutline} size={22} />
          </IconButton>
          <button type="button" className={styles.send} aria-label={words.send} title={words.send} disabled={!sendable} onClick={send}>
            <Icon path={mdiSend} />
          </button>
        </div>
      </div>
      <ComposerHint channel={channel} text={text} caret={caret} left={left} />
      {emojiAnchor !== null && (
        <LazyPart
          load={loadEmojiPicker}
          props={{
            anchor: emojiAnchor,
            onClose: () => setEmojiAnchor(null),
            onPick: (emoji: string) => {
              setEmojiAnchor(null);
              replace(text.slice(0, caret) + emoji + text.slice(caret), caret + emoji.length);
            },
          }}
          holder="dialog"
          onGiveUp={() => setEmojiAnchor(null)}
        />
      )}
    </div>
  );
}
