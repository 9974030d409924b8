// A row's content: a confirmed message, or one on its way.

import type { ChannelView } from '../../core/protocol/generated';
import { editableSince } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useConversation, useConversationKey } from '../../shared/hooks/view/conversation';
import { useRegistry } from '../../shared/registry/registry';
import { MessageBubble } from './MessageBubble';
import { MessageRow } from './MessageRow';
import { OutgoingBubble } from './OutgoingBubble';
import type { Row } from './rows';
import { SystemLine } from './SystemLine';
import type { MessageTools } from './useMessageTools';

interface ListRowProps {
  channel: ChannelView;
  row: Row;
  tools: MessageTools;
}

export function ListRow({ channel, row, tools }: ListRowProps) {
  const messageId = row.content.kind === 'message' ? row.content.message.id : null;
  const editing = useConversation((view) => view.editing === messageId);
  const highlighted = useConversation((view) => row.content.kind === 'message' && view.target === row.content.message.seq);
  const me = useChat((state) => state.me);
  const session = useSession();
  const permissions = useChat((state) => state.permissions);
  const { messageActions } = useRegistry();
  const conversation = useConversationKey();
  const { content, startsGroup } = row;
  if (content.kind === 'outgoing') {
    return (
      <MessageRow row={row}>
        <OutgoingBubble outgoing={content.outgoing} startsGroup={startsGroup} />
      </MessageRow>
    );
  }
  const { message } = content;
  const viewer = { channel, me, permissions, conversation, editableSince: editableSince(session.store.state) };
  const toolbar = messageActions.filter((action) => action.inToolbar && action.available(message, viewer));
  const names = toolbar.map(({ name }) => name).join(' ');
  if (row.run !== null) {
    return (
      <MessageRow row={row}>
        {row.shown && <SystemLine run={row.run} toolbar={names} highlighted={highlighted} tools={tools} />}
      </MessageRow>
    );
  }
  return (
    <MessageRow row={row}>
      <MessageBubble
        message={message}
        startsGroup={startsGroup}
        editing={editing}
        toolbar={names}
        highlighted={highlighted}
        tools={tools}
      />
    </MessageRow>
  );
}
