// Every public channel, to look at or to join; and those that were archived, to be found again.

import { useState } from 'react';

import { Button } from '../../shared/ui/Button';
import type { ChannelView } from '../../core/protocol/generated';
import { useSession } from '../../shared/hooks/client';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { usePages } from '../../shared/hooks/usePages';
import { byName } from '../../shared/hooks/sections';
import { useNavigate, useNotify } from '../../shared/hooks/view/view';
import { useWords } from './dialog-words';

type Which = 'live' | 'archived';

export function BrowseDialog() {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const [query, setQuery] = useState('');
  const [which, setWhich] = useState<Which>('live');
  const pages = usePages(`${which} ${query}`, (cursor) => session.channel.browse(query.trim(), cursor, which === 'archived'));

  const found = pages.items.toSorted((one, other) => byName.compare(one.name, other.name));

  async function join(channel: ChannelView): Promise<void> {
    try {
      await session.join(channel.id);
      navigate({ channelId: channel.id, seq: null });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  function look(channel: ChannelView): void {
    session.channel.preview(channel);
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
      <Choices<Which>
        title={words.browse.which}
        value={which}
        onChange={setWhich}
        options={[
          ['live', words.browse.live],
          ['archived', words.browse.archived],
        ]}
      />
      <div className={frame.results}>
        {pages.error !== null && (
          <div className={frame.problem} role="alert">
            {words.errors[pages.error]} <Button onClick={pages.refresh}>{words.retry}</Button>
          </div>
        )}
        {!pages.loading && pages.error === null && pages.items.length === 0 && (
          <p className={frame.none}>{which === 'live' ? words.browse.none : words.browse.noneArchived}</p>
        )}
        <ul className={frame.list} aria-busy={pages.loading}>
          {found.map((channel) => (
            // The button is the way by keyboard.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
            <li
              key={channel.id}
              className={`${frame.row} ${frame.opens}`}
              onClick={(event) => {
                if ((event.target as Element).closest('button') === null) look(channel);
              }}
            >
              <ChannelMark channel={channel} />
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
              {channel.role === null && channel.active && (
                <Button size="small" variant="contained" onClick={() => void join(channel)} aria-label={`${words.channel.join}: ${channel.name}`}>
                  {words.channel.join}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {pages.more !== null && <Button onClick={pages.more}>{words.members.loadMore}</Button>}
      </div>
    </DialogFrame>
  );
}
