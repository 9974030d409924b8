// What stands above a conversation's first message.

import type { ChannelView } from '../../core/protocol/generated';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { useWords } from './words';
import styles from './MessageArea.module.css';

export function ChannelIntro({ channel, title }: { channel: ChannelView; title: string }) {
  const words = useWords();
  const direct = channel.type === 'direct';
  return (
    <div className={styles.intro}>
      <h2>
        <ChannelMark channel={channel} /> {title}
      </h2>
      <p>{direct ? words.channel.startDirect(title) : words.channel.start(title)}</p>
      {channel.description !== '' && <p>{channel.description}</p>}
    </div>
  );
}
