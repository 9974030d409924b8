// The message that a thread belongs to, above its replies, with its day unless that is today.

import type { ChannelView } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useRoot } from '../../shared/hooks/useQuoted';
import { sameDay } from '../../shared/words/times';
import { ListRow } from './ListRow';
import type { MessageTools } from './useMessageTools';
import { useWords } from './words';
import styles from './MessageArea.module.css';

interface ThreadRootProps {
  channel: ChannelView;
  threadId: number;
  tools: MessageTools;
}

export function ThreadRoot({ channel, threadId, tools }: ThreadRootProps) {
  const words = useWords();
  const root = useRoot(channel.id, threadId);
  const now = useNow();
  const count = useChat((state) => state.threads[threadId]?.thread.replyCount ?? 0);
  return (
    <div className={styles.root}>
      {root !== null && (
        <ListRow
          channel={channel}
          row={{ content: { kind: 'message', message: root }, day: sameDay(root.createdAt, now) ? null : root.createdAt, startsGroup: true, startsNew: false, run: root.type === 'system' ? [root] : null, shown: true }}
          tools={tools}
        />
      )}
      <p className={styles.replies}>{count > 0 ? words.messages.replies(count) : words.messages.noReplies}</p>
    </div>
  );
}
