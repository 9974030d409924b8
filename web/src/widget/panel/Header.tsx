/** @jsxImportSource preact */
// The bar on top: where one is, the way back, the way to the page, and the way out.

import type { ComponentChildren } from 'preact';

import type { ChannelView } from '../../core/protocol/generated';
import { titleOf, totalBadge } from '../../core/store/listing';
import { Icon } from './Icon';
import { Mark } from './Mark';
import { pageLink, type Context } from './context';

interface HeaderProps {
  context: Context;
  /** The conversation that is shown; none: the list is. */
  channel: ChannelView | undefined;
  /** What is said of the conversation below its name; of a thread, its channel is named there. */
  status: ComponentChildren;
  /** What is shown of it, and what leads back to it: a thread. */
  thread: Readonly<Record<'title' | 'back', string>> | undefined;
  onFold(): void;
}

export function Header({ context, channel, status, thread, onFold }: HeaderProps) {
  const { state, words, page, show } = context;
  const badge = totalBadge(state);
  const fold = (event: MouseEvent): void => {
    if (!(event.target as Element).closest('a,button')) onFold();
  };
  const name = channel && (
    <>
      {channel.type !== 'direct' && <Mark channel={channel} />}
      {titleOf(channel, state, words.notes)}
    </>
  );
  return (
    // The whole bar folds the panel up for a mouse; for everyone there is the button.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div class="head" onClick={fold}>
      {channel && (
        <button type="button" class="icon" aria-label={thread?.back ?? words.back} onClick={() => show(thread && channel.id)}>
          <Icon path="M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z" />
        </button>
      )}
      <div class="heading">
        {channel ? (
          <>
            <h2>{thread?.title ?? name}</h2>
            <p>{thread ? name : status}</p>
          </>
        ) : (
          <h2>
            {words.title}
            {badge > 0 && <span class="total">{badge > 99 ? '99+' : badge}</span>}
          </h2>
        )}
      </div>
      <a class="icon" aria-label={words.expand} title={words.expand} {...pageLink(page, channel?.id)}>
        <Icon path="M14 3v2h3.6l-5.3 5.3 1.4 1.4L19 6.4V10h2V3zM10.3 12.3 5 17.6V14H3v7h7v-2H6.4l5.3-5.3z" />
      </a>
      <button type="button" class="icon" aria-label={words.fold} title={words.fold} onClick={onFold}>
        <Icon path="M7.4 8.6 12 13.2l4.6-4.6L18 10l-6 6-6-6z" />
      </button>
    </div>
  );
}
