// Who is in a channel, and what may be done about it.

import { mdiAccountPlusOutline, mdiDotsVertical } from '@mdi/js';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';

import { Button, IconButton } from '../../shared/ui/Button';
import type { ChannelRole, ChannelView, Member } from '../../core/protocol/generated';
import { mayStartDirect, mayTalkTo } from '../../core/store/directs';
import { calledIn } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import frame from '../../shared/ui/DialogFrame.module.css';
import menus from '../../shared/ui/ActionMenu.module.css';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { PersonFace } from '../../shared/ui/PersonFace';
import { PersonLink, PersonPicture } from '../../shared/ui/PersonLink';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './dialog-words';
import { mayRemove, rightsIn } from '../../shared/hooks/rights';
import { useAskedPresence } from './useAskedPresence';
import { useMemberPages } from './useMemberPages';
import styles from './MembersPane.module.css';

export function MembersPane({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const [menu, setMenu] = useState<{ member: Member; anchor: HTMLElement } | null>(null);
  const me = useChat((state) => state.me?.username);
  const people = useChat((state) => state.people);
  const permissions = useChat((state) => state.permissions);
  const { invite, appoint } = rightsIn(channel, permissions);
  const mayStart = useChat(mayStartDirect);
  const direct = channel.type === 'direct';
  // In a conversation of two there is nothing to do with the other that is not being done.
  const two = direct && !channel.group;
  const pages = useMemberPages(channel);
  const presence = useAskedPresence(channel, pages.items.at(-1)?.userId);

  const startWider = (): void =>
    dispatch({ type: 'dialog_opened', dialog: { name: 'people', chosen: channel.members.filter((username) => username !== me) } });

  return (
    <div className={styles.members}>
      {invite && (
        <Button
          variant="outlined"
          startIcon={<Icon path={mdiAccountPlusOutline} />}
          onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'add_people', channelId: channel.id } })}
        >
          {words.members.add}
        </Button>
      )}
      {direct && (
        <div className={styles.fixed}>
          <p className={frame.hint}>{words.members.fixed}</p>
          {mayStart && (
            <Button variant="outlined" startIcon={<Icon path={mdiAccountPlusOutline} />} onClick={startWider}>
              {words.members.wider}
            </Button>
          )}
        </div>
      )}
      {pages.error !== null && <p className={frame.problem}>{words.errors[pages.error]}</p>}
      <ul className={frame.list} aria-busy={pages.loading}>
        {pages.items.map((member) => (
          <li key={member.userId} className={frame.row}>
            <PersonPicture username={member.userId}>
              <PersonFace username={member.userId} name={member.displayName} presence={presence(member.userId)} />
            </PersonPicture>
            <span className={frame.rowWords}>
              <strong>
                <PersonLink username={member.userId}>{member.displayName}</PersonLink>
              </strong>
              <small>
                @{member.userId}
                {member.role !== 'member' && ` · ${words.roles[member.role]}`}
              </small>
            </span>
            {member.userId !== me && !two && (mayStart || appoint || mayRemove(channel, member.role, permissions)) && (
              <IconButton
                size="small"
                aria-haspopup="menu"
                aria-label={words.members.actionsFor(calledIn(people, { ...member, username: member.userId }))}
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
        <MemberMenu channel={channel} member={menu.member} anchor={menu.anchor} onDone={pages.refresh} onClose={() => setMenu(null)} />
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
  const talkTo = useTalkTo();
  const dispatch = useViewDispatch();
  const permissions = useChat((state) => state.permissions);
  const { appoint } = rightsIn(channel, permissions);
  const mayTalk = useChat((state) => mayTalkTo(state, member.userId));

  const act = (action: () => Promise<unknown>): void => {
    onClose();
    action().then(onDone, notify.failure);
  };
  const appointAs = (role: ChannelRole): void => act(() => session.channel.appoint(channel.id, member.userId, role));
  const talk = (): void => {
    onClose();
    talkTo([member.userId]);
  };
  const handOver = (): void => {
    onClose();
    dispatch({ type: 'dialog_opened', dialog: { name: 'hand_over', channel, member } });
  };
  const remove = (): void => {
    onClose();
    dispatch({ type: 'dialog_opened', dialog: { name: 'remove_member', channel, member } });
  };

  return (
    <Themed>
      <Menu open anchorEl={anchor} onClose={onClose}>
        {mayTalk && <MenuItem onClick={talk}>{words.members.message}</MenuItem>}
        {appoint && member.role !== 'member' && <MenuItem onClick={() => appointAs('member')}>{words.members.makeMember}</MenuItem>}
        {appoint && member.role !== 'admin' && <MenuItem onClick={() => appointAs('admin')}>{words.members.makeAdmin}</MenuItem>}
        {appoint && member.role !== 'owner' && <MenuItem onClick={() => appointAs('owner')}>{words.members.makeOwner}</MenuItem>}
        {channel.role === 'owner' && channel.active && member.role !== 'owner' && <MenuItem onClick={handOver}>{words.access.handOver}</MenuItem>}
        {mayRemove(channel, member.role, permissions) && <MenuItem className={menus.danger} onClick={remove}>{words.members.remove}</MenuItem>}
      </Menu>
    </Themed>
  );
}
