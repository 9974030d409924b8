// Everything that can be done with a message. Loaded when it is first opened.

import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { useRegistry } from '../../shared/registry/registry';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { useTranslation } from '../../shared/words/words';
import type { MessageTools } from './useMessageTools';

interface MessageMenuProps {
  channel: ChannelView;
  message: Message;
  anchor: HTMLElement;
  tools: MessageTools;
  onClose(): void;
}

export function MessageMenu({ channel, message, anchor, tools, onClose }: MessageMenuProps) {
  const words = useTranslation();
  const { messageActions } = useRegistry();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  return (
    <Themed>
      <Menu open anchorEl={anchor} onClose={onClose} slotProps={{ list: { dense: true } }}>
        {messageActions
          .filter((action) => action.available(message, { channel, me, permissions }))
          .map((action) => (
            <MenuItem
              key={action.name}
              onClick={() => {
                onClose();
                tools.act(action, message, anchor);
              }}
            >
              <ListItemIcon>
                <Icon path={action.icon} />
              </ListItemIcon>
              {action.label(message, words)}
            </MenuItem>
          ))}
      </Menu>
    </Themed>
  );
}
