// The messages of an open conversation, and who types.

import { useCallback, useEffect, useState, type ReactNode } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { outgoingOf } from '../../core/store/selectors';
import { threadIdOf } from '../../core/store/conversation';
import { EMPTY_TIMELINE } from '../../core/store/state';
import { sameItems, useChat } from '../../shared/hooks/client';
import { useRoot } from '../../shared/hooks/useQuoted';
import { conversationAt, useConversation, useConversationKey, useIsMain } from '../../shared/hooks/view/conversation';
import { useNotify } from '../../shared/hooks/view/view';
import { isComposing } from '../../core/keyboard/composing';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { ChannelIntro } from './ChannelIntro';
import { MessageList } from './MessageList';
import { MessageSkeleton } from './MessageSkeleton';
import { OutgoingList } from './OutgoingList';
import { useMessageTools } from './useMessageTools';
import { useNewLine } from './useNewLine';
import { useReadMarker } from './useReadMarker';
import { useReadState } from './useReadState';
import { useTimeline } from './useTimeline';
import { LoadFailed } from './LoadFailed';
import styles from './MessageArea.module.css';

const loadMenu = whenIdle(async () => (await import('./MessageMenu')).MessageMenu);
const loadTypists = async () => (await import('./TypingIndicator')).TypingIndicator;
const loadAnnouncer = async () => (await import('./Announcer')).Announcer;
const loadThreadRoot = whenIdle(async () => (await import('./ThreadRoot')).ThreadRoot);
const loadEmojiPicker = whenIdle(async () => (await import('../../shared/ui/EmojiPicker')).default);

/** `title` is the conversation's name, without `#`. */
export function MessageArea({ channel, title }: { channel: ChannelView; title: string }) {
  const visit = useConversation((view) => view.visit);
  const isThread = threadIdOf(useConversationKey()) !== null;
  const { timeline, retry } = useTimeline();
  const ready = timeline !== undefined && (timeline.messages.length > 0 || timeline.loading === null);
  // A run that is about to be replaced by another one is not worth looking at.
  const replaced = timeline?.loading === 'around' || (timeline?.loading === 'latest' && timeline.hasAfter);
  const settled = ready && !replaced;
  const failed = timeline?.error != null && timeline.messages.length === 0 ? timeline.error : null;
  let content: ReactNode;
  if (failed !== null) {
    content = <LoadFailed error={failed.code} onRetry={retry} />;
  } else if (!settled) {
    content = <MessageSkeleton />;
  } else {
    content = <Conversation key={`${channel.id}.${visit}`} channel={channel} title={title} onRetry={retry} />;
  }
  return (
    <>
      {content}
      {(failed !== null || !settled) && <OutgoingList title={title} />}
      {channel.active && !isThread && (
        <div className={styles.typists}>
          <LazyPart load={loadTypists} props={{}} quiet />
        </div>
      )}
    </>
  );
}

interface ConversationProps {
  channel: ChannelView;
  title: string;
  /** Fetches once more what was refused. */
  onRetry(): void;
}

function Conversation({ channel, title, onRetry }: ConversationProps) {
  const notify = useNotify();
  const conversation = useConversationKey();
  const threadId = threadIdOf(conversation);
  const main = useIsMain();
  const timeline = useChat((state) => state.timelines[conversation]) ?? EMPTY_TIMELINE;
  const outgoing = useChat((state) => outgoingOf(state, conversation), sameItems);
  const me = useChat((state) => state.me?.username ?? '');
  const introAt = useRoot(channel.id, threadId)?.createdAt ?? null;
  const readState = useReadState(channel, timeline.messages, me);
  const { read, unreadFrom } = readState;
  const newLine = useNewLine(channel.id, readState, me);
  const marker = useReadMarker(read, readState.member);
  const [endRequests, setEndRequests] = useState(0);
  const { clear, startAfter } = newLine;
  const { hold } = marker;

  const markUnread = useCallback(
    (message: Message) => {
      hold();
      startAfter(message.seq - 1);
      unreadFrom(message).catch(notify.failure);
    },
    [hold, startAfter, unreadFrom, notify],
  );
  const { tools, overlay, closeOverlay } = useMessageTools(channel.id, markUnread);

  const catchUp = useCallback(() => {
    clear();
    read(channel.seq);
    setEndRequests((count) => count + 1);
  }, [clear, read, channel.seq]);

  useEffect(() => {
    // In the pane of a thread Esc means the pane.
    if (threadId !== null) return undefined;
    const listen = (event: KeyboardEvent): void => {
      const own = conversationAt(event.target) === conversation || (main && event.target === document.body);
      // Esc that ends the composing of a word means that word only.
      if (event.key === 'Escape' && !event.shiftKey && !isComposing(event) && !event.defaultPrevented && own) catchUp();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [catchUp, conversation, main, threadId]);

  const react = (emoji: string): void => {
    closeOverlay();
    if (overlay !== null) tools.react(overlay.message, emoji);
  };

  const empty = timeline.messages.length === 0 && outgoing.length === 0;
  const intro = threadId === null ? <ChannelIntro channel={channel} title={title} empty={empty} /> : <LazyPart load={loadThreadRoot} props={{ channel, threadId, tools }} />;
  return (
    <>
      {empty ? (
        <div className={`${styles.empty} ${threadId === null ? '' : styles.thread}`} id={main ? 'messages' : undefined} data-conversation={conversation}>
          {intro}
        </div>
      ) : (
        <MessageList
          channel={channel}
          title={title}
          timeline={timeline}
          outgoing={outgoing}
          newAfter={newLine.newAfter}
          readState={readState}
          marker={marker}
          tools={tools}
          endRequests={endRequests}
          onRetry={onRetry}
          intro={intro}
          introAt={introAt}
        />
      )}
      <LazyPart load={loadAnnouncer} props={{ messages: timeline.messages, me }} quiet />
      {overlay?.kind === 'menu' && (
        <LazyPart
          load={loadMenu}
          props={{ channel, message: overlay.message, anchor: overlay.anchor, tools, onClose: closeOverlay }}
          holder="dialog"
          onGiveUp={closeOverlay}
        />
      )}
      {overlay?.kind === 'reactions' && (
        <LazyPart
          load={loadEmojiPicker}
          props={{ anchor: overlay.anchor, onClose: closeOverlay, onPick: react }}
          holder="dialog"
          onGiveUp={closeOverlay}
        />
      )}
    </>
  );
}
