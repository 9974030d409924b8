// Everything that can be done with a message. Loaded when it is first opened.

import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import {
  mdiContentCopy,
  mdiDeleteOutline,
  mdiEmailMarkAsUnread,
  mdiEmoticonPlusOutline,
  mdiLinkVariant,
  mdiPencilOutline,
  mdiReply,
} from '@mdi/js';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { mayDelete, mayEdit, postingRight } from '../../core/store/selectors';
import { useChat } from '../client/client';
import { Icon } from '../common/Icon';
import { formatRoute } from '../view/route';
import { useNotify, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';
import type { MessageTools } from './MessageBubble';

interface MessageMenuProps {
  channel: ChannelView;
  message: Message;
  anchor: HTMLElement;
  tools: MessageTools;
  onMarkUnread(message: Message): void;
  onClose(): void;
}

export default function MessageMenu({ channel, message, anchor, tools, onMarkUnread, onClose }: MessageMenuProps) {
  const words = useWords();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const answerable = postingRight(channel, permissions) === 'allowed';

  async function copy(text: string, done: string): Promise<void> {
    try {
      // There is none on a page that did not come over https.
      await navigator.clipboard.writeText(text);
      notify.info(done);
    } catch {
      notify.problem(words.messages.notCopied);
    }
  }

  const link = `${window.location.origin}${formatRoute({ channelId: channel.id, seq: message.seq })}`;
  const items: { label: string; path: string; shown: boolean; act(): void }[] = [
    { label: words.messages.react, path: mdiEmoticonPlusOutline, shown: answerable, act: () => tools.pickReaction(message, anchor) },
    { label: words.messages.reply, path: mdiReply, shown: answerable, act: () => tools.reply(message) },
    { label: words.messages.copyText, path: mdiContentCopy, shown: true, act: () => void copy(message.text, words.messages.textCopied) },
    { label: words.messages.copyLink, path: mdiLinkVariant, shown: true, act: () => void copy(link, words.messages.linkCopied) },
    { label: words.messages.markUnread, path: mdiEmailMarkAsUnread, shown: channel.role !== null, act: () => onMarkUnread(message) },
    { label: words.messages.edit, path: mdiPencilOutline, shown: answerable && mayEdit(message, me), act: () => tools.edit(message) },
    {
      label: words.messages.delete,
      path: mdiDeleteOutline,
      shown: mayDelete(message, channel, me, permissions),
      act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'delete_message', message } }),
    },
  ];
  return (
    <Menu open anchorEl={anchor} onClose={onClose} slotProps={{ list: { dense: true } }}>
      {items
        .filter((item) => item.shown)
        .map((item) => (
          <MenuItem
            key={item.label}
            onClick={() => {
              onClose();
              item.act();
            }}
          >
            <ListItemIcon>
              <Icon path={item.path} />
            </ListItemIcon>
            {item.label}
          </MenuItem>
        ))}
    </Menu>
  );
}
