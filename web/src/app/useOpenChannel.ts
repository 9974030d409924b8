// Makes sure that the channel of the address is known, and says when it is not to be had.

import { useCallback, useEffect, useRef, useState } from 'react';

import { asChatError, type ErrorCode } from '../core/protocol/errors';
import { nameOf } from '../core/store/selectors';
import { useChat, useSession } from '../shared/hooks/client';
import { NARROW } from '../shared/hooks/view/layers';
import type { ViewState } from '../shared/hooks/view/state';
import { useNavigate, useView, useViewNow } from '../shared/hooks/view/view';
import { useWords } from './words';

const LAST_KEY = 'orvale-chat.last-channel';
const RETRY_MS = 10_000;

interface Opening {
  /** Why it cannot be shown. While this is null and it is not known, it is being looked for. */
  problem: ErrorCode | null;
  /** What became of it, where the user was in it until now. */
  lost: string | null;
  /** Looks for it once more. */
  retry(): void;
}

/** Whether there is nothing to wait for. */
export function isGone(problem: ErrorCode): boolean {
  return problem === 'not_found' || problem === 'forbidden';
}

export function useOpenChannel(channelId: number | null, known: boolean): Opening {
  const session = useSession();
  const navigate = useNavigate();
  const words = useWords();
  const viewNow = useViewNow();
  const waiting = useView(isUndecided);
  const online = useChat((state) => state.phase.name === 'online');
  const name = useChat((state) => (channelId === null ? '' : (state.channels[channelId]?.name ?? '')));
  const [failed, setFailed] = useState<{ channelId: number; code: ErrorCode } | null>(null);
  const [round, setRound] = useState(0);
  const retry = useCallback(() => setRound((count) => count + 1), []);
  const [lost, setLost] = useState<{ channelId: number; text: string } | null>(null);
  const before = useRef({ channelId, known, name });
  const removedBy = useRemovals();

  useEffect(() => {
    const was = before.current;
    before.current = { channelId, known, name };
    if (channelId === null || known || !online) return undefined;
    const lostNow = was.known && was.channelId === channelId;
    if (lostNow) {
      const by = removedBy(channelId);
      const { people } = session.store.state;
      const text = by === undefined ? words.channel.vanished(was.name) : words.channel.removedBy(nameOf(people, by), was.name);
      setLost({ channelId, text });
    }
    let current = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    session.channel.refresh(channelId).then(
      () => setFailed(null),
      (thrown: unknown) => {
        if (!current) return;
        const { code, ticket, retryAfterMs } = asChatError(thrown);
        // The room of a ticket that the user may see: that leads into it.
        if (code === 'not_found' && !lostNow && ticket !== null) return navigate({ channelId: null, seq: null, page: `tickets/${ticket}` }, 'same');
        setFailed({ channelId, code });
        if (!isGone(code)) again = setTimeout(retry, Math.max(RETRY_MS, retryAfterMs ?? 0));
      },
    );
    return () => {
      current = false;
      clearTimeout(again);
    };
  }, [session, channelId, known, online, name, words, round, retry, removedBy, navigate]);

  // The bare address leads to where the user was last, where there is room for both panes.
  useEffect(() => {
    if (channelId !== null) {
      remember(channelId);
      return;
    }
    if (!online || !waiting || !isUndecided(viewNow()) || window.matchMedia(NARROW).matches) return;
    const last = recall();
    const { channels } = session.store.state;
    const target = last !== null && channels[last] !== undefined ? last : firstChannel(channels);
    if (target !== null) navigate({ channelId: target, seq: null }, 'same');
  }, [channelId, online, waiting, viewNow, navigate, session]);

  return { problem: !known && failed?.channelId === channelId ? (failed?.code ?? null) : null, lost: lost?.channelId === channelId ? lost.text : null, retry };
}

/** Gives who removed the user from a channel; nothing where they left it themselves. */
function useRemovals(): (channelId: number) => string | undefined {
  const session = useSession();
  const removals = useRef(new Map<number, string>());
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        const me = session.store.state.me?.username;
        if (name !== 'user_left' || !('channelId' in data) || data.user !== me) return;
        if (data.by === me) removals.current.delete(data.channelId);
        else removals.current.set(data.channelId, data.by);
      }),
    [session],
  );
  return useCallback((channelId) => removals.current.get(channelId), []);
}

/** Whether nobody has gone anywhere yet. What an address of its own has opened stays: a conversation would close it. */
function isUndecided({ route, visit, dialog }: ViewState): boolean {
  return route.channelId === null && route.page === undefined && visit === 0 && dialog === null;
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
