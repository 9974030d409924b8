// Everything that can be done with a message. Loaded when it is first opened.

import Drawer from '@mui/material/Drawer';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import MenuList from '@mui/material/MenuList';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { editableSince } from '../../core/store/selectors';
import { EMPTY_TIMELINE } from '../../core/store/timeline';
import { useChat, useSession } from '../../shared/hooks/client';
import { QUICK_REACTIONS } from '../../shared/hooks/quick-reactions';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useLayer } from '../../shared/hooks/view/useLayer';
import { useRegistry } from '../../shared/registry/registry';
import menu from '../../shared/ui/ActionMenu.module.css';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { useTranslation } from '../../shared/words/words';
import { byTouch } from '../../shared/hooks/touch';
import styles from './MessageMenu.module.css';
import { mayReact } from './actions';
import { isNewTo } from './rows';
import type { MessageTools } from './useMessageTools';
import { useWords } from './words';

interface MessageMenuProps {
  channel: ChannelView;
  message: Message;
  anchor: HTMLElement;
  tools: MessageTools;
  onClose(): void;
}

export function MessageMenu({ channel, message, anchor, tools, onClose }: MessageMenuProps) {
  const close = useLayer(onClose);
  const words = useTranslation();
  const { messages } = useWords();
  const { messageActions } = useRegistry();
  const me = useChat((state) => state.me);
  const session = useSession();
  const permissions = useChat((state) => state.permissions);
  const conversation = useConversationKey();
  const { tickets, timelines } = session.store.state;
  const { hasAfter, messages: loaded } = timelines[conversation] ?? EMPTY_TIMELINE;
  const onlyOwn = !hasAfter && !loaded.some((other) => other.seq >= message.seq && isNewTo(other, me?.username ?? ''));
  const viewer = { channel, me, permissions, tickets, conversation, onlyOwn, editableSince: editableSince(session.store.state) };
  const items = messageActions
    .filter((action) => action.available(message, viewer))
    .map((action) => (
      <MenuItem
        key={action.name}
        {...(action.danger === true && { className: menu.danger })}
        onClick={() => {
          close();
          tools.act(action, message, anchor);
        }}
      >
        <ListItemIcon>
          <Icon path={action.icon} />
        </ListItemIcon>
        {action.label(message, words)}
      </MenuItem>
    ));
  if (!byTouch()) {
    return (
      <Themed>
        <Menu open anchorEl={anchor} onClose={close} slotProps={{ list: { dense: true } }}>
          {items}
        </Menu>
      </Themed>
    );
  }
  return (
    <Themed>
      <Drawer open anchor="bottom" onClose={close} slotProps={{ paper: { role: 'dialog', 'aria-modal': true, 'aria-label': messages.moreActions, className: styles.sheet } }}>
        {mayReact(viewer) && (
          <div className={styles.quick} role="group" aria-label={messages.react}>
            {QUICK_REACTIONS.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={`${messages.react}: ${emoji}`}
                onClick={() => {
                  close();
                  tools.react(message, emoji);
                }}
              >
                {emoji}
              </button>
            ))}
          </div>
        )}
        <MenuList autoFocus aria-label={messages.moreActions}>
          {items}
        </MenuList>
      </Drawer>
    </Themed>
  );
}
