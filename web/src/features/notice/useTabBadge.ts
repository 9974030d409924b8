// What the tab says while the user is elsewhere: a number in the title, a dot on the icon.

import { useEffect } from 'react';

import { anyUnread, titleOf } from '../../core/store/selectors';
import { badgeWithKeywords } from '../../core/store/slices/notifications';
import type { ChatState } from '../../core/store/state';
import { useChat } from '../../shared/hooks/client';
import { useView } from '../../shared/hooks/view/view';
import { useWords } from './words';

const BUBBLE = 'M4 5h24a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H12l-7 6v-6H4a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z';

const NAME = 'Orvale Chat';

export function useTabBadge(): void {
  const words = useWords();
  const route = useView((view) => view.route);
  const badge = useChat(badgeOfAll);
  const unread = useChat((state) => anyUnread(state) || state.unreadThreads > 0);
  const title = useChat((state) => {
    const channel = route.channelId === null ? undefined : state.channels[route.channelId];
    return channel === undefined ? '' : titleOf(channel, state, words.notes);
  });
  useEffect(() => {
    const plain = title === '' ? NAME : `${title} · ${NAME}`;
    show(badge > 0 ? `(${badge}) ${plain}` : unread ? `• ${plain}` : plain, badge, unread);
  }, [title, badge, unread, words]);
  useEffect(() => () => show(NAME, 0, false), []);
}

function badgeOfAll(state: ChatState): number {
  return Object.values(state.channels).reduce((sum, channel) => sum + badgeWithKeywords(state, channel), 0);
}

function show(title: string, badge: number, unread: boolean): void {
  document.title = title;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon !== null) icon.href = iconOf(badge, unread);
}

function iconOf(badge: number, unread: boolean): string {
  const dot =
    badge > 0
      ? `<circle cx="23" cy="9" r="9" fill="#c62828"/><text x="23" y="13" font-family="sans-serif" font-size="12" font-weight="700" fill="#fff" text-anchor="middle">${Math.min(badge, 9)}${badge > 9 ? '+' : ''}</text>`
      : unread
        ? '<circle cx="25" cy="7" r="6" fill="#ff9800"/>'
        : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2a5fe0" d="${BUBBLE}"/>${dot}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
