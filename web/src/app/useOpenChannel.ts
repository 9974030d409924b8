// Makes sure that the channel of the address is known, and says when it is not to be had.

import { useEffect, useRef, useState } from 'react';

import { useChat, useSession } from '../features/client/client';
import { useNavigate, useNotify, useView } from '../features/view/view';
import { useWords } from '../features/words/words';

const LAST_KEY = 'orvale-chat.last-channel';

export function useOpenChannel(channelId: number | null, known: boolean): 'known' | 'looking' | 'gone' {
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const words = useWords();
  const { visit } = useView();
  const online = useChat((state) => state.phase.name === 'online');
  const name = useChat((state) => (channelId === null ? '' : (state.channels[channelId]?.name ?? '')));
  const [gone, setGone] = useState<number | null>(null);
  const before = useRef({ channelId, known, name });

  useEffect(() => {
    const was = before.current;
    before.current = { channelId, known, name };
    if (channelId === null || known || !online) return;
    if (was.known && was.channelId === channelId) notify.info(words.channel.vanished(was.name));
    session.refreshChannel(channelId).then(
      () => setGone(null),
      () => setGone(channelId),
    );
  }, [session, channelId, known, online, name, notify, words]);

  // The bare address leads to where the user was last, where there is room for both panes.
  useEffect(() => {
    if (channelId !== null) {
      remember(channelId);
      return;
    }
    const wide = window.matchMedia('(min-width: 721px)').matches;
    const last = recall();
    if (!online || !wide || visit > 0) return;
    const { channels } = session.store.state;
    const target = last !== null && channels[last] !== undefined ? last : firstChannel(channels);
    if (target !== null) navigate({ channelId: target, seq: null });
  }, [channelId, online, visit, navigate, session]);

  if (known) return 'known';
  return gone === channelId ? 'gone' : 'looking';
}

function firstChannel(channels: Readonly<Record<number, { id: number; type: string; role: unknown }>>): number | null {
  return Object.values(channels).find((channel) => channel.type !== 'direct' && channel.role !== null)?.id ?? null;
}

function remember(channelId: number): void {
  try {
    window.localStorage.setItem(LAST_KEY, String(channelId));
  } catch {
    // Storage refused: the next visit starts at the first channel.
  }
}

function recall(): number | null {
  try {
    const kept = Number(window.localStorage.getItem(LAST_KEY));
    return Number.isSafeInteger(kept) && kept > 0 ? kept : null;
  } catch {
    return null;
  }
}
