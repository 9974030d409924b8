// What can be done with a conversation, for oneself. Loaded when it is first opened.

import { mdiBellOffOutline, mdiBellOutline, mdiCogOutline, mdiEyeOffOutline, mdiEyeOutline, mdiFolderMoveOutline, mdiLockOutline, mdiLogoutVariant, mdiPinOffOutline, mdiPinOutline } from '@mdi/js';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

import type { ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import type { Dialog } from '../../shared/hooks/view/state';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { useNavigate, useNotify, useView, useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { useWords } from './dialog-words';

interface Item {
  name: string;
  icon: string;
  label: string;
  act(): void;
}

export function ConversationMenu({ channelId, spot }: { channelId: number; spot: Spot }) {
  const { menu } = useWords();
  const dispatch = useViewDispatch();
  const channel = useChat((state) => state.channels[channelId]);
  const items = useItems(channel);
  const close = (): void => dispatch({ type: 'dialog_closed' });
  return (
    <Themed>
      <Menu
        open
        onClose={close}
        anchorReference="anchorPosition"
        anchorPosition={{ left: spot.left, top: spot.top }}
        slotProps={{ list: { dense: true, 'aria-label': menu.label } }}
      >
        {items.map(({ name, icon, label, act }) => (
          <MenuItem
            key={name}
            onClick={() => {
              close();
              act();
            }}
          >
            <ListItemIcon>
              <Icon path={icon} />
            </ListItemIcon>
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Themed>
  );
}

function useItems(channel: ChannelView | undefined): Item[] {
  const words = useWords();
  const { menu } = words;
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const openId = useView((view) => view.route.channelId);
  if (channel === undefined || channel.role === null) return [];
  const { id, muted, pinned, hidden } = channel;
  const prefer = (change: { muted?: boolean; pinned?: boolean; hidden?: boolean }): void =>
    void session.prefer(id, change).catch(notify.failure);
  const hide = (): void => {
    // The open conversation is always listed.
    if (openId === id) navigate({ channelId: null, seq: null });
    session.prefer(id, { hidden: true }).then(() => notify.info(menu.hiddenNow), notify.failure);
  };
  const items: Item[] = [
    pinned
      ? { name: 'unpin', icon: mdiPinOffOutline, label: menu.unpin, act: () => prefer({ pinned: false }) }
      : { name: 'pin', icon: mdiPinOutline, label: menu.pin, act: () => prefer({ pinned: true }) },
    muted
      ? { name: 'unmute', icon: mdiBellOutline, label: menu.unmute, act: () => prefer({ muted: false }) }
      : { name: 'mute', icon: mdiBellOffOutline, label: menu.mute, act: () => prefer({ muted: true }) },
    hidden
      ? { name: 'show', icon: mdiEyeOutline, label: menu.show, act: () => prefer({ hidden: false }) }
      : { name: 'hide', icon: mdiEyeOffOutline, label: menu.hide, act: hide },
  ];
  items.push({
    name: 'move',
    icon: mdiFolderMoveOutline,
    label: menu.move,
    act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'move_to_section', channelId: id } as Dialog }),
  });
  const leave = (label: string): Item => ({
    name: 'leave',
    icon: mdiLogoutVariant,
    label,
    act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'leave_channel', channel } }),
  });
  const convert: Item = {
    name: 'convert',
    icon: mdiLockOutline,
    label: words.converting.menu,
    act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'convert_group', channelId: id } }),
  };
  if (channel.type === 'direct') return channel.group ? [...items, convert, leave(words.group.leave)] : items;
  return [
    ...items,
    {
      name: 'settings',
      icon: mdiCogOutline,
      label: words.channel.settings,
      act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'channel_settings', channelId: id } }),
    },
    leave(words.channel.leave),
  ];
}
