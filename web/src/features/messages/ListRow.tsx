// A row's content: a confirmed message, or one on its way.

import type { ChannelView } from '../../core/protocol/generated';
import { mayEdit, postingRight } from '../../core/store/selectors';
import { useChat } from '../client/client';
import { useView } from '../view/view';
import { MessageBubble, type MessageTools } from './MessageBubble';
import { MessageRow } from './MessageRow';
import { OutgoingBubble } from './OutgoingBubble';
import type { Row } from './rows';

interface ListRowProps {
  channel: ChannelView;
  row: Row;
  tools: MessageTools;
}

export function ListRow({ channel, row, tools }: ListRowProps) {
  const { route, editing } = useView();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const { content, startsGroup } = row;
  if (content.kind === 'outgoing') {
    return (
      <MessageRow row={row}>
        <OutgoingBubble outgoing={content.outgoing} startsGroup={startsGroup} />
      </MessageRow>
    );
  }
  const { message } = content;
  const answerable = postingRight(channel, permissions) === 'allowed';
  return (
    <MessageRow row={row}>
      <MessageBubble
        message={message}
        startsGroup={startsGroup}
        editing={editing === message.id}
        editable={answerable && mayEdit(message, me)}
        answerable={answerable}
        highlighted={route.seq === message.seq}
        tools={tools}
      />
    </MessageRow>
  );
}
