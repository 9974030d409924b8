// One open conversation: header, messages, who types, and the box to write in.

import { lazy, Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { outgoingOf, titleOf } from '../../core/store/selectors';
import { EMPTY_TIMELINE } from '../../core/store/state';
import { ChannelHeader } from '../channels/ChannelHeader';
import { sameItems, useChat, useSession } from '../client/client';
import { MessageInput } from '../composer/MessageInput';
import { useNotify, useView } from '../view/view';
import { useWords } from '../words/words';
import { Announcer } from './Announcer';
import { ChannelIntro } from './ChannelIntro';
import { MessageList } from './MessageList';
import { MessageSkeleton } from './MessageSkeleton';
import { TypingIndicator } from './TypingIndicator';
import { useMessageTools } from './useMessageTools';
import { useNewLine } from './useNewLine';
import { useReadMarker } from './useReadMarker';
import { useTimeline } from './useTimeline';
import { LoadFailed } from './LoadFailed';
import styles from './MessageArea.module.css';

const MessageMenu = lazy(() => import('./MessageMenu'));
const EmojiPicker = lazy(() => import('../composer/EmojiPicker'));

/** `onBack` shows a way back to the list where there is one pane only. */
export function MessageArea({ channel, onBack }: { channel: ChannelView; onBack: (() => void) | null }) {
  const { visit } = useView();
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me);
  const { timeline, retry } = useTimeline(channel.id);
  const name = titleOf(channel, people, me);
  const title = channel.type === 'direct' ? name : `#${name}`;
  const ready = timeline !== undefined && (timeline.messages.length > 0 || timeline.loading === null);
  // A run that is about to be replaced by another one is not worth looking at.
  const replaced = timeline?.loading === 'around' || (timeline?.loading === 'latest' && timeline.hasAfter);
  const settled = ready && !replaced;
  let content: ReactNode;
  if (timeline?.error != null && timeline.messages.length === 0) {
    content = <LoadFailed error={timeline.error.code} onRetry={retry} />;
  } else if (!settled) {
    content = <MessageSkeleton />;
  } else {
    content = <Conversation key={`${channel.id}.${visit}`} channel={channel} title={name} onRetry={retry} />;
  }
  return (
    <section className={styles.area} aria-label={title}>
      <ChannelHeader channel={channel} title={name} onBack={onBack} />
      {content}
      {channel.active && <TypingIndicator channelId={channel.id} />}
      <MessageInput key={channel.id} channel={channel} title={title} />
    </section>
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
  const timeline = useChat((state) => state.timelines[channel.id]) ?? EMPTY_TIMELINE;
  const outgoing = useChat((state) => outgoingOf(state, channel.id), sameItems);
  const me = useChat((state) => state.me?.username ?? '');
  const newLine = useNewLine(channel, me);
  const marker = useReadMarker(channel.id, channel.role !== null);
  const { tools, overlay, closeOverlay } = useMessageTools(channel.id);
  const [endRequests, setEndRequests] = useState(0);
  const { clear, startAfter } = newLine;

  const catchUp = useCallback(() => {
    clear();
    session.reading.read(channel.id, channel.seq);
    setEndRequests((count) => count + 1);
  }, [clear, session, channel.id, channel.seq]);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const free = event.target === document.body || (event.target as Element).closest?.('#messages, [data-composer]');
      // Esc that ends the composing of a word means that word only.
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented && free) catchUp();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [catchUp]);

  async function markUnread(message: Message): Promise<void> {
    marker.hold();
    startAfter(message.seq - 1);
    try {
      await session.reading.unreadFrom(channel.id, message.seq);
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  return (
    <>
      {timeline.messages.length === 0 && outgoing.length === 0 ? (
        <div className={styles.empty} id="messages">
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
      <Suspense fallback={null}>
        {overlay?.kind === 'menu' && (
          <MessageMenu
            channel={channel}
            message={overlay.message}
            anchor={overlay.anchor}
            tools={tools}
            onMarkUnread={(message) => void markUnread(message)}
            onClose={closeOverlay}
          />
        )}
        {overlay?.kind === 'reactions' && (
          <EmojiPicker
            anchor={overlay.anchor}
            onClose={closeOverlay}
            onPick={(emoji) => {
              closeOverlay();
              tools.react(overlay.message, emoji);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
