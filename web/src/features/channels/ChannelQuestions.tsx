// Asked before a channel is left or archived, and before somebody is removed from it.

import type { ChannelView, Member } from '../../core/protocol/generated';
import { useSession } from '../../shared/hooks/client';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { useNavigate, useNotify } from '../../shared/hooks/view/view';
import { useWords } from './words';

interface QuestionProps {
  channel: ChannelView;
}

export function LeaveDialog({ channel }: QuestionProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const { leaving } = words;
  const alone = channel.memberCount <= 1;
  const isPrivate = channel.type === 'private';

  async function leave(): Promise<void> {
    // First away from it, so that it does not vanish before one's eyes.
    navigate({ channelId: null, seq: null });
    try {
      await session.leave(channel.id);
      notify.info(leaving.done(channel.name));
    } catch (thrown) {
      navigate({ channelId: channel.id, seq: null });
      throw thrown;
    }
  }

  return (
    <ConfirmDialog question={words.channel.leaveQuestion(channel.name)} action={words.channel.leave} onConfirm={leave}>
      <p>{isPrivate ? (alone ? leaving.lastOfPrivate : leaving.private) : alone ? leaving.lastOfPublic : leaving.public}</p>
      {channel.role === 'owner' && !alone && <p>{leaving.owner}</p>}
    </ConfirmDialog>
  );
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
      <p>{words.settings.archiveHint}</p>
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
