// What can be done with a conversation, for oneself. Loaded when it is first opened.

import { mdiBellCogOutline, mdiBellOffOutline, mdiBellOutline, mdiCheck, mdiCheckAll, mdiCogOutline, mdiEyeOffOutline, mdiEyeOutline, mdiFolderMoveOutline, mdiLockOutline, mdiLogoutVariant, mdiPinOffOutline, mdiPinOutline } from '@mdi/js';

import type { ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useRegistry } from '../../shared/registry/registry';
import { in1Hour, tomorrow } from '../../shared/moments/moments';
import { timeOfDay, untilTime } from '../../shared/words/times';
import { useTranslation } from '../../shared/words/words';
import type { Dialog, Pane } from '../../shared/hooks/view/state';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { useNavigate, useNotify, useView, useViewDispatch, useViewNow } from '../../shared/hooks/view/view';
import { ActionMenu, type MenuAction } from '../../shared/ui/ActionMenu';
import { useUndo } from '../../shared/ui/useUndo';
import { useWords } from './dialog-words';

export function ConversationMenu({ channelId, spot }: { channelId: number; spot: Spot }) {
  const { menu } = useWords();
  const dispatch = useViewDispatch();
  const channel = useChat((state) => state.channels[channelId]);
  const items = useItems(channel);
  const close = (): void => dispatch({ type: 'dialog_closed' });
  return <ActionMenu label={menu.label} at={spot} actions={items} onClose={close} />;
}

function useItems(channel: ChannelView | undefined): MenuAction[] {
  const words = useWords();
  const { menu } = words;
  const session = useSession();
  const notify = useNotify();
  const offerUndo = useUndo();
  const navigate = useNavigate();
  const viewNow = useViewNow();
  const dispatch = useViewDispatch();
  const translation = useTranslation();
  const { panes } = useRegistry();
  const now = useNow();
  const openId = useView((view) => view.route.channelId);
  if (channel === undefined || channel.role === null) return [];
  const { id, muted, mutedUntil, pinned, hidden } = channel;
  const prefer = (change: { muted?: boolean; mutedUntil?: number; pinned?: boolean; hidden?: boolean }): void =>
    void session.prefer(id, change).catch(notify.failure);
  const hide = (): void => {
    // The open conversation is always listed.
    const leaves = openId === id;
    if (leaves) navigate({ channelId: null, seq: null });
    const show = async (): Promise<void> => {
      await session.prefer(id, { hidden: false });
      // On another page one stays; another conversation would have closed the offer.
      if (leaves && viewNow().route.page === undefined) navigate({ channelId: id, seq: null });
    };
    session.prefer(id, { hidden: true }).then(() => offerUndo(menu.hiddenNow, show), notify.failure);
  };
  const unread: MenuAction[] = [
    ...(channel.unreadCount > 0 ? [{ name: 'read', icon: mdiCheck, label: menu.read, act: () => session.reading.read(id, channel.seq) }] : []),
    { name: 'read_all', icon: mdiCheckAll, label: menu.readAll, act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'mark_all_read' } as Dialog }) },
  ];
  // The header has no buttons for these where there is little room.
  const open = (name: string) => (): void => dispatch({ type: 'pane_opened', pane: { name } as Pane });
  const beside = Object.entries(panes).flatMap(([name, { button }]): MenuAction[] => (button?.inMenu ? [{ name, icon: button.icon, label: button.label(translation), act: open(name) }] : []));
  const shown: MenuAction[] = openId === id ? beside : [];
  const { muting } = words;
  const morning = tomorrow(now).at;
  const mutes: MenuAction[] = [
    { name: 'hour', label: muting.hour, act: () => prefer({ mutedUntil: in1Hour(now).at }) },
    { name: 'tomorrow', label: muting.tomorrow(timeOfDay(morning, words)), act: () => prefer({ mutedUntil: morning }) },
    { name: 'always', label: muting.always, act: () => prefer({ muted: true }) },
  ];
  const items: MenuAction[] = [
    ...unread,
    pinned
      ? { name: 'unpin', icon: mdiPinOffOutline, label: menu.unpin, act: () => prefer({ pinned: false }) }
      : { name: 'pin', icon: mdiPinOutline, label: menu.pin, act: () => prefer({ pinned: true }) },
    muted
      ? { name: 'unmute', icon: mdiBellOutline, label: mutedUntil === null ? menu.unmute : menu.unmuteUntil(untilTime(mutedUntil, now, words)), act: () => prefer({ muted: false }) }
      : { name: 'mute', icon: mdiBellOffOutline, label: menu.mute, opens: mutes },
    hidden
      ? { name: 'show', icon: mdiEyeOutline, label: menu.show, act: () => prefer({ hidden: false }) }
      : { name: 'hide', icon: mdiEyeOffOutline, label: menu.hide, act: hide },
  ];
  items.push({
    name: 'notifications',
    icon: mdiBellCogOutline,
    label: menu.notifications,
    act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'channel_notifications', channelId: id } as Dialog }),
  });
  items.push({
    name: 'move',
    icon: mdiFolderMoveOutline,
    label: menu.move,
    act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'move_to_section', channelId: id } as Dialog }),
  });
  // Below what every conversation has, which so is in the same place for all.
  items.push(...shown);
  const leave = (label: string): MenuAction => ({
    name: 'leave',
    icon: mdiLogoutVariant,
    danger: true,
    label,
    act: () => dispatch({ type: 'dialog_opened', dialog: { name: 'leave_channel', channel } }),
  });
  const convert: MenuAction = {
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
    leave(words.leave),
  ];
}
