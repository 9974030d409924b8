// A message within another one, e.g. that was forwarded: who wrote it, what, and where and when, as far as the reader may see it.

import { mdiLockOutline, mdiShareOutline } from '@mdi/js';
import { useEffect } from 'react';

import type { Message } from '../../core/protocol/generated';
import { channelKey, threadKey } from '../../core/store/conversation';
import { nameOf, titleOf } from '../../core/store/selectors';
import { isOnlyInThread } from '../../core/store/timeline';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useSource } from '../../shared/hooks/useSource';
import { useRegistry } from '../../shared/registry/registry';
import { useOpenMessage } from '../../shared/hooks/useOpenMessage';
import { linkTo } from '../../shared/hooks/view/thread-address';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Icon } from '../../shared/ui/Icon';
import { Name } from '../../shared/ui/Name';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { PersonLink } from '../../shared/ui/PersonLink';
import { fullTime, relativeTime } from '../../shared/words/times';
import { Folded } from './Folded';
import styles from './ForwardedMessage.module.css';
import { FormattedText } from './FormattedText';
import { useWords } from './forwarded-words';

export function ForwardedMessage({ messageId }: { messageId: number }) {
  const words = useWords();
  const source = useSource(messageId);
  if (source === null) return <div className={`${styles.forwarded} ${styles.empty}`} aria-busy />;
  if (source === 'withheld') {
    return (
      <p className={`${styles.forwarded} ${styles.empty}`}>
        <Icon path={mdiLockOutline} size={16} />
        {words.forwarded.unseen}
      </p>
    );
  }
  return <SourceCard source={source} label={words.message.forwarded} icon={mdiShareOutline} />;
}

interface SourceCardProps {
  source: Message;
  /** What it is, for those who do not see it. */
  label: string;
  icon?: string;
}

/** A message in another one. */
export function SourceCard({ source, label, icon }: SourceCardProps) {
  const words = useWords();
  return (
    <div className={styles.forwarded} role="group" aria-label={label}>
      <Author source={source} icon={icon} />
      {source.deletedAt === null ? <Said source={source} /> : <p className={styles.aside}>{words.message.deleted}</p>}
      <Origin source={source} />
    </div>
  );
}

function Author({ source: { userId }, icon }: { source: Message; icon: string | undefined }) {
  const name = useChat((state) => nameOf(state.people, userId));
  return (
    <div className={styles.author}>
      {icon !== undefined && <Icon path={icon} size={16} />}
      <PersonAvatar username={userId} name={name} size={20} />
      <PersonLink username={userId} className={styles.name}>
        <Name of={[userId]}>{name}</Name>
      </PersonLink>
    </div>
  );
}

function Said({ source: { id, userId, text, mentions, files = [], forwardedFrom } }: { source: Message }) {
  const words = useWords();
  const { Files } = useRegistry().views;
  return (
    <>
      {text !== '' && (
        <Folded messageId={id} text={text}>
          <FormattedText text={text} mentions={mentions} />
        </Folded>
      )}
      {files.length > 0 && Files !== undefined && <Files files={files} messageId={id} author={userId} forwardedFrom={forwardedFrom} />}
      {/* One within the other would never end. */}
      {forwardedFrom !== undefined && <p className={styles.aside}>{words.message.forwarded}</p>}
    </>
  );
}

/** Where it stands; opens it there. */
function Origin({ source }: { source: Message }) {
  const words = useWords();
  const session = useSession();
  const open = useOpenMessage();
  const now = useNow();
  const { channelId, createdAt, threadId } = source;
  const channel = useChat((state) => state.channels[channelId]);
  const title = useChat((state) => (channel === undefined ? '' : titleOf(channel, state, words.notes)));
  const unknown = channel === undefined;
  useEffect(() => {
    // It may be a public channel that the user is not in.
    if (unknown) session.channel.refresh(channelId).catch(() => undefined);
  }, [unknown, session, channelId]);
  const conversation = threadId !== undefined && isOnlyInThread(source) ? threadKey(threadId) : channelKey(channelId);
  return (
    <a
      className={styles.origin}
      href={linkTo(source, conversation)}
      title={fullTime(createdAt, words)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open(source);
      }}
    >
      <span className="visually-hidden">{words.forwarded.open}: </span>
      {channel !== undefined && <ChannelMark channel={channel} />}
      <span className={styles.title}>{title}</span>
      <time dateTime={new Date(createdAt).toISOString()}>{relativeTime(createdAt, now, words)}</time>
    </a>
  );
}
