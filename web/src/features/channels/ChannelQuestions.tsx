// Asked before a channel or a group is left, before a channel archived, and before somebody is removed from it.

import { useEffect, useState } from 'react';

import type { ChannelView, Member } from '../../core/protocol/generated';
import { allPages } from '../../core/session/listing';
import type { ChatSession } from '../../core/session/session';
import { calledIn, titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { useNavigate, useNotify, useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords, type ChannelsWords } from './dialog-words';

interface QuestionProps {
  channel: ChannelView;
}

export function LeaveDialog({ channel }: QuestionProps) {
  const words = useWords();
  const { group } = words;
  const title = useChat((state) => titleOf(channel, state, words.notes));
  const leave = useLeave(channel, channel.type === 'direct' ? group.done : words.leaving.done(channel.name));
  const alone = channel.memberCount <= 1;
  const onlyOwner = useOnlyOwner(channel);
  const chooseOwner = useOpenMembers(channel);
  if (channel.type === 'direct') {
    return (
      <ConfirmDialog question={group.question} action={group.leave} onConfirm={leave}>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{alone ? group.last : group.consequence}</p>
      </ConfirmDialog>
    );
  }
  if (onlyOwner) {
    return (
      <ConfirmDialog question={words.leaving.question(channel.name)} action={words.leaving.chooseOwner} harmless onConfirm={chooseOwner}>
        <p>{words.leaving.onlyOwner}</p>
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog question={words.leaving.question(channel.name)} action={words.leave} onConfirm={leave}>
      <p>{consequence(words.leaving, channel.type === 'private', alone)}</p>
    </ConfirmDialog>
  );
}

/** True once it is known that the user is the only owner of a channel with other members, which the server lets nobody leave. */
function useOnlyOwner({ id, role, memberCount }: ChannelView): boolean {
  const session = useSession();
  const [only, setOnly] = useState(false);
  const asked = role === 'owner' && memberCount > 1;
  useEffect(() => {
    let current = true;
    // Where it cannot be found out, the server says so when they leave.
    if (asked) void ownersOf(session, id).then((owners) => current && setOnly(owners === 1), () => undefined);
    return () => {
      current = false;
    };
  }, [session, id, asked]);
  return asked && only;
}

async function ownersOf(session: ChatSession, channelId: number): Promise<number> {
  const members = await allPages(session, (cursor) => session.channel.members(channelId, cursor));
  return (members ?? []).filter(({ role }) => role === 'owner').length;
}

function useOpenMembers({ id }: ChannelView): () => Promise<void> {
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  return async () => {
    navigate({ channelId: id, seq: null });
    dispatch({ type: 'pane_opened', pane: { name: 'members' } });
  };
}

function consequence(leaving: ChannelsWords['leaving'], isPrivate: boolean, alone: boolean): string {
  if (alone) return isPrivate ? leaving.lastOfPrivate : leaving.lastOfPublic;
  return isPrivate ? leaving.private : leaving.public;
}

function useLeave({ id }: ChannelView, done: string): () => Promise<void> {
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const isOpen = useView((view) => view.route.channelId === id);
  return async () => {
    // First away from it, so that it does not vanish before one's eyes.
    if (isOpen) navigate({ channelId: null, seq: null });
    try {
      await session.leave(id);
      notify.info(done);
    } catch (thrown) {
      if (isOpen) navigate({ channelId: id, seq: null });
      throw thrown;
    }
  };
}

export function ArchiveDialog({ channel }: QuestionProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();

  async function archive(): Promise<void> {
    await session.channel.update(channel.id, { active: false });
    notify.info(words.archiving.done(channel.name));
  }

  return (
    <ConfirmDialog question={words.archiving.question(channel.name)} action={words.settings.archive} onConfirm={archive}>
      <p>{words.settings.archiveHint[channel.type === 'private' ? 'private' : 'public']}</p>
      <p>{words.archiving.wayBack}</p>
    </ConfirmDialog>
  );
}

export function RemoveMemberDialog({ channel, member }: QuestionProps & { member: Member }) {
  const words = useWords();
  const name = useChat((state) => calledIn(state.people, { ...member, username: member.userId }));
  const session = useSession();
  const { removing } = words;

  async function remove(): Promise<void> {
    await session.channel.removeMember(channel.id, member.userId);
  }

  return (
    <ConfirmDialog question={removing.question(name, channel.name)} action={words.members.remove} onConfirm={remove}>
      <p>{channel.type === 'private' ? removing.private : removing.public}</p>
    </ConfirmDialog>
  );
}

export function HandOverDialog({ channel, member }: QuestionProps & { member: Member }) {
  const words = useWords();
  const name = useChat((state) => calledIn(state.people, { ...member, username: member.userId }));
  const session = useSession();
  const { access } = words;

  async function handOver(): Promise<void> {
    await session.channel.handOver(channel.id, member.userId);
  }

  return (
    <ConfirmDialog question={access.handOverQuestion(name, channel.name)} action={access.handOver} onConfirm={handOver}>
      <p>{access.handOverHint}</p>
    </ConfirmDialog>
  );
}
