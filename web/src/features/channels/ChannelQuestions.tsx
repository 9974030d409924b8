// Asked before a channel or a group is left, before a channel archived, and before somebody is removed from it.

import type { ChannelView, Member } from '../../core/protocol/generated';
import { titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { useNavigate, useNotify, useView } from '../../shared/hooks/view/view';
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
  return (
    <ConfirmDialog question={words.channel.leaveQuestion(channel.name)} action={words.channel.leave} onConfirm={leave}>
      <p>{consequence(words.leaving, channel.type === 'private', alone)}</p>
      {channel.role === 'owner' && !alone && <p>{words.leaving.owner}</p>}
    </ConfirmDialog>
  );
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
  const session = useSession();
  const { removing } = words;

  async function remove(): Promise<void> {
    await session.channel.removeMember(channel.id, member.userId);
  }

  return (
    <ConfirmDialog question={removing.question(member.displayName, channel.name)} action={words.members.remove} onConfirm={remove}>
      <p>{channel.type === 'private' ? removing.private : removing.public}</p>
    </ConfirmDialog>
  );
}

export function HandOverDialog({ channel, member }: QuestionProps & { member: Member }) {
  const words = useWords();
  const session = useSession();
  const { access } = words;

  async function handOver(): Promise<void> {
    await session.channel.handOver(channel.id, member.userId);
  }

  return (
    <ConfirmDialog question={access.handOverQuestion(member.displayName, channel.name)} action={access.handOver} onConfirm={handOver}>
      <p>{access.handOverHint}</p>
    </ConfirmDialog>
  );
}
