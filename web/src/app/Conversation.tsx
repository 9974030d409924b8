// One open conversation: header, messages, and the box to write in.

import type { ChannelView } from '../core/protocol/generated';
import { markedTitle, titleOf } from '../core/store/selectors';
import { ChannelHeader } from '../features/channels/ChannelHeader';
import { MessageInput } from '../features/composer/MessageInput';
import { MessageArea } from '../features/messages/MessageArea';
import { channelKey } from '../core/store/conversation';
import { useChat } from '../shared/hooks/client';
import { ConversationScope } from '../shared/hooks/view/conversation';
import { useRegistry } from '../shared/registry/registry';
import { useWords } from '../shared/words/words';
import styles from './Conversation.module.css';

/** `onBack` shows a way back to the list where there is one pane only. */
export function Conversation({ channel, onBack }: { channel: ChannelView; onBack: (() => void) | null }) {
  const words = useWords();
  const name = useChat((state) => titleOf(channel, state, words.notes));
  const { RoomTicket } = useRegistry().views;
  const title = markedTitle(channel, name);
  return (
    <section className={styles.area} aria-label={title}>
      <ChannelHeader channel={channel} title={name} onBack={onBack} />
      {channel.ticket !== undefined && RoomTicket !== undefined && <RoomTicket key={channel.ticket} number={channel.ticket} />}
      <ConversationScope conversation={channelKey(channel.id)}>
        <MessageArea channel={channel} title={name} />
        <MessageInput key={channel.id} channel={channel} title={title} />
      </ConversationScope>
    </section>
  );
}
