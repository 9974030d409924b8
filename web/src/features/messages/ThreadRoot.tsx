// The message that a thread belongs to, above its replies.

import type { ChannelView } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { useRoot } from '../../shared/hooks/useQuoted';
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
  const count = useChat((state) => state.threads[threadId]?.thread.replyCount ?? 0);
  return (
    <div className={styles.root}>
      {root !== null && (
        <ListRow
          channel={channel}
          row={{ content: { kind: 'message', message: root }, day: null, startsGroup: true, startsNew: false, run: root.type === 'system' ? [root] : null, shown: true }}
          tools={tools}
        />
      )}
      <p className={styles.replies}>{count > 0 ? words.messages.replies(count) : words.messages.noReplies}</p>
    </div>
  );
}
