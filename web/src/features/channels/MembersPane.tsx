// Who is in a channel, and what may be done about it.

import { mdiAccountPlusOutline, mdiDotsVertical } from '@mdi/js';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useEffect, useState } from 'react';

import type { ChannelRole, ChannelView, Member } from '../../core/protocol/generated';
import { isManager } from '../../core/store/selectors';
import { useChat, useSession } from '../client/client';
import frame from '../common/DialogFrame.module.css';
import { Icon } from '../common/Icon';
import { PersonAvatar } from '../common/PersonAvatar';
import { usePages } from '../common/usePages';
import { UserPresence } from '../presence/UserPresence';
import { useNavigate, useNotify, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';
import styles from './MembersPane.module.css';

export function MembersPane({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const session = useSession();
  const dispatch = useViewDispatch();
  const [menu, setMenu] = useState<{ member: Member; anchor: HTMLElement } | null>(null);
  const me = useChat((state) => state.me?.username);
  const pages = usePages(String(channel.id), (cursor) => session.rest.members(channel.id, cursor));
  const { refresh } = pages;

  // Whoever comes or goes moves the channel's position.
  useEffect(() => refresh(), [refresh, channel.memberCount]);

  return (
    <div className={styles.members}>
      {channel.type !== 'direct' && channel.role !== null && channel.active && (
        <Button
          variant="outlined"
          startIcon={<Icon path={mdiAccountPlusOutline} />}
          onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'add_people', channelId: channel.id } })}
        >
          {words.members.add}
        </Button>
      )}
      {pages.error !== null && <p className={frame.problem}>{words.errors[pages.error]}</p>}
      <ul className={frame.list} aria-busy={pages.loading}>
        {pages.items.map((member) => (
          <li key={member.userId} className={frame.row}>
            <PersonAvatar username={member.userId} name={member.displayName} />
            <span className={frame.rowWords}>
              <strong>{member.displayName}</strong>
              <small>
                @{member.userId}
                {member.role !== 'member' && ` · ${words.roles[member.role]}`}
              </small>
            </span>
            <UserPresence username={member.userId} />
            {member.userId !== me && (
              <IconButton
                size="small"
                aria-haspopup="menu"
                aria-label={words.members.actionsFor(member.displayName)}
                onClick={(event) => setMenu({ member, anchor: event.currentTarget })}
              >
                <Icon path={mdiDotsVertical} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {pages.more !== null && <Button onClick={pages.more}>{words.members.loadMore}</Button>}
      {menu !== null && (
        <MemberMenu channel={channel} member={menu.member} anchor={menu.anchor} onDone={refresh} onClose={() => setMenu(null)} />
      )}
    </div>
  );
}

interface MemberMenuProps {
  channel: ChannelView;
  member: Member;
  anchor: HTMLElement;
  onDone(): void;
  onClose(): void;
}

function MemberMenu({ channel, member, anchor, onDone, onClose }: MemberMenuProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const permissions = useChat((state) => state.permissions);
  const appoints = channel.type !== 'direct' && (channel.role === 'owner' || permissions.includes('chat.manage_channels'));
  const removes = isManager(channel, permissions) || (channel.type !== 'direct' && permissions.includes('chat.moderate_channels'));

  const act = (action: () => Promise<unknown>): void => {
    onClose();
    action().then(onDone, notify.failure);
  };
  const appoint = (role: ChannelRole): void => act(() => session.rest.setRole(channel.id, member.userId, role));
  const talk = (): void =>
    act(async () => {
      const direct = await session.openDirect([member.userId]);
      navigate({ channelId: direct.id, seq: null });
    });
  const remove = (): void =>
    act(async () => {
      await session.rest.removeMember(channel.id, member.userId);
      await session.refreshChannel(channel.id);
    });

  return (
    <Menu open anchorEl={anchor} onClose={onClose}>
      <MenuItem onClick={talk}>{words.members.message}</MenuItem>
      {appoints && member.role !== 'member' && <MenuItem onClick={() => appoint('member')}>{words.members.makeMember}</MenuItem>}
      {appoints && member.role !== 'admin' && <MenuItem onClick={() => appoint('admin')}>{words.members.makeAdmin}</MenuItem>}
      {appoints && member.role !== 'owner' && <MenuItem onClick={() => appoint('owner')}>{words.members.makeOwner}</MenuItem>}
      {removes && <MenuItem onClick={remove}>{words.members.remove}</MenuItem>}
    </Menu>
  );
}
