// The messages of an open conversation, and who types.

import { useCallback, useEffect, useState, type ReactNode } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { outgoingOf } from '../../core/store/selectors';
import { EMPTY_TIMELINE } from '../../core/store/state';
import { sameItems, useChat, useSession } from '../../shared/hooks/client';
import { conversationAt, useConversation, useConversationKey, useIsMain } from '../../shared/hooks/view/conversation';
import { useNotify } from '../../shared/hooks/view/view';
import { isComposing } from '../../core/keyboard/composing';
import { LazyPart } from '../../shared/ui/LazyPart';
import { useWords } from './words';
import { Announcer } from './Announcer';
import { ChannelIntro } from './ChannelIntro';
import { MessageList } from './MessageList';
import { MessageSkeleton } from './MessageSkeleton';
import { OutgoingList } from './OutgoingList';
import { TypingIndicator } from './TypingIndicator';
import { useMessageTools } from './useMessageTools';
import { useNewLine } from './useNewLine';
import { useReadMarker } from './useReadMarker';
import { useTimeline } from './useTimeline';
import { LoadFailed } from './LoadFailed';
import styles from './MessageArea.module.css';

const loadMenu = async () => (await import('./MessageMenu')).MessageMenu;
const loadEmojiPicker = async () => (await import('../../shared/ui/EmojiPicker')).default;

/** `title` is the conversation's name, without `#`. */
export function MessageArea({ channel, title }: { channel: ChannelView; title: string }) {
  const visit = useConversation((view) => view.visit);
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
      {channel.active && <TypingIndicator />}
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
  const session = useSession();
  const notify = useNotify();
  const words = useWords();
  const conversation = useConversationKey();
  const main = useIsMain();
  const timeline = useChat((state) => state.timelines[conversation]) ?? EMPTY_TIMELINE;
  const outgoing = useChat((state) => outgoingOf(state, conversation), sameItems);
  const me = useChat((state) => state.me?.username ?? '');
  const newLine = useNewLine(channel, me);
  const marker = useReadMarker(channel.id, channel.role !== null);
  const [endRequests, setEndRequests] = useState(0);
  const { clear, startAfter } = newLine;
  const { hold } = marker;

  const markUnread = useCallback(
    (message: Message) => {
      hold();
      startAfter(message.seq - 1);
      session.reading.unreadFrom(channel.id, message.seq).catch(notify.failure);
    },
    [hold, startAfter, session, notify, channel.id],
  );
  const { tools, overlay, closeOverlay } = useMessageTools(channel.id, markUnread);

  const catchUp = useCallback(() => {
    clear();
    session.reading.read(channel.id, channel.seq);
    setEndRequests((count) => count + 1);
  }, [clear, session, channel.id, channel.seq]);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const own = conversationAt(event.target) === conversation || (main && event.target === document.body);
      // Esc that ends the composing of a word means that word only.
      if (event.key === 'Escape' && !isComposing(event) && !event.defaultPrevented && own) catchUp();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [catchUp, conversation, main]);

  const react = (emoji: string): void => {
    closeOverlay();
    if (overlay !== null) tools.react(overlay.message, emoji);
  };

  return (
    <>
      {timeline.messages.length === 0 && outgoing.length === 0 ? (
        <div className={styles.empty} id={main ? 'messages' : undefined} data-conversation={conversation}>
          <ChannelIntro channel={channel} title={title} />
          {channel.active && <p>{words.channel.noMessages}</p>}
        </div>
      ) : (
        <MessageList
          channel={channel}
          title={title}
          timeline={timeline}
          outgoing={outgoing}
          newAfter={newLine.newAfter}
          marker={marker}
          tools={tools}
          endRequests={endRequests}
          onRetry={onRetry}
          intro={<ChannelIntro channel={channel} title={title} />}
        />
      )}
      <Announcer messages={timeline.messages} me={me} />
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
