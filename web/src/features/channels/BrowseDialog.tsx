// Every public channel, to look at or to join.

import Button from '@mui/material/Button';
import { mdiPound } from '@mdi/js';
import { useState } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { useSession } from '../client/client';
import { DialogFrame } from '../common/DialogFrame';
import frame from '../common/DialogFrame.module.css';
import { Icon } from '../common/Icon';
import { usePages } from '../common/usePages';
import { useNavigate, useNotify } from '../view/view';
import { useWords } from '../words/words';

export function BrowseDialog() {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const [query, setQuery] = useState('');
  const pages = usePages(query, (cursor) => session.rest.browse(query.trim(), cursor));

  async function join(channel: ChannelView): Promise<void> {
    try {
      await session.join(channel.id);
      navigate({ channelId: channel.id, seq: null });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  function look(channel: ChannelView): void {
    if (channel.role === null) session.store.dispatch({ type: 'channel_learned', channel });
    navigate({ channelId: channel.id, seq: null });
  }

  return (
    <DialogFrame title={words.browse.title} width={600}>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className={frame.field}
        type="search"
        aria-label={words.browse.placeholder}
        placeholder={words.browse.placeholder}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {pages.error !== null && <p className={frame.problem}>{words.errors[pages.error]}</p>}
      <ul className={frame.list} aria-busy={pages.loading}>
        {pages.items.map((channel) => (
          <li key={channel.id} className={frame.row}>
            <Icon path={mdiPound} />
            <span className={frame.rowWords}>
              <strong>{channel.name}</strong>
              <small>
                {words.channel.members(channel.memberCount)}
                {channel.description !== '' && ` · ${channel.description}`}
              </small>
            </span>
            <Button size="small" onClick={() => look(channel)} aria-label={`${words.channel.open}: ${channel.name}`}>
              {words.channel.open}
            </Button>
            {channel.role === null && (
              <Button size="small" variant="contained" onClick={() => void join(channel)} aria-label={`${words.channel.join}: ${channel.name}`}>
                {words.channel.join}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!pages.loading && pages.error === null && pages.items.length === 0 && <p className={frame.none}>{words.browse.none}</p>}
      {pages.more !== null && <Button onClick={pages.more}>{words.members.loadMore}</Button>}
    </DialogFrame>
  );
}
