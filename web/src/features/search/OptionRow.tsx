// One line of what the search offers.

import { mdiAccountOutline, mdiCalendarBlankOutline, mdiFilterOutline, mdiHistory, mdiPaperclip } from '@mdi/js';

import type { SearchHit } from '../../core/rest/routes.generated';
import { nameOf, titleOf } from '../../core/store/selectors';
import { isOnlyInThread } from '../../core/store/timeline';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { namedIn } from '../../shared/words/gist';
import { fullTime, relativeTime } from '../../shared/words/times';
import { piecesOf } from './hits';
import type { Option } from './options';
import { useWords } from './pane-words';
import styles from './SearchPane.module.css';

export function OptionRow({ option }: { option: Option }) {
  const words = useWords();
  const { search } = words;
  switch (option.kind) {
    case 'hit':
      return <Hit hit={option.hit} />;
    case 'target': {
      const { target } = option;
      return (
        <Line icon={target.kind === 'channel' ? <ChannelMark channel={target.channel} /> : <Icon path={mdiAccountOutline} size={17} />} label={target.title} detail={target.kind === 'person' ? `@${target.person.username}` : ''} />
      );
    }
    case 'recent':
      return <Line icon={<Icon path={mdiHistory} size={17} />} label={option.query} detail="" />;
    case 'filter':
      return <Line icon={<Icon path={mdiFilterOutline} size={17} />} label={`${option.excluded ? '−' : ''}${option.name}:`} detail={search.meanings[option.name]} />;
    case 'value':
      return <Line label={option.label} detail={option.detail} />;
    case 'pick_date':
      return <Line icon={<Icon path={mdiCalendarBlankOutline} size={17} />} label={search.pickDate} detail="" />;
  }
}

function Line({ icon = null, label, detail }: { icon?: React.ReactNode; label: string; detail: string }) {
  return (
    <>
      {icon !== null && <span className={styles.icon}>{icon}</span>}
      <span className={styles.label}>{label}</span>
      {detail !== '' && <small>{detail}</small>}
    </>
  );
}

function Hit({ hit: { message, highlights } }: { hit: SearchHit }) {
  const words = useWords();
  const now = useNow();
  const channel = useChat((state) => state.channels[message.channelId]);
  const place = useChat((state) => (channel === undefined ? '' : titleOf(channel, state, words.notes)));
  const people = useChat((state) => state.people);
  const author = nameOf(people, message.userId);
  const { text, mentions, files = [], createdAt } = message;
  return (
    <>
      <PersonAvatar username={message.userId} name={author} size={32} />
      <span className={styles.body}>
        <span className={styles.who}>
          <strong>{author}</strong>
          <time title={fullTime(createdAt, words)}>{relativeTime(createdAt, now, words)}</time>
        </span>
        <span className={styles.place}>
          {channel !== undefined && <ChannelMark channel={channel} />}
          <span>{place}</span>
          {isOnlyInThread(message) && <em>{words.search.inThread}</em>}
        </span>
        {text !== '' && <span className={styles.text}>{piecesOf(text, highlights, mentions, namedIn(people)).map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}</span>}
        {files.length > 0 && (
          <span className={styles.files}>
            <Icon path={mdiPaperclip} size={15} />
            {files.map(({ name }) => name).join(', ')}
          </span>
        )}
      </span>
    </>
  );
}
