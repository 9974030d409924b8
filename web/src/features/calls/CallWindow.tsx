// A window for one call, e.g. from the widget on another page: `/chat/call/7`. It answers or joins, and closes itself
// when the call is over.

import { useEffect, useState } from 'react';

import type { CallType } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNavigate } from '../../shared/hooks/view/view';
import { reasonOf } from '../../shared/words/reasons';
import styles from './Preview.module.css';
import { LocalMedia } from './media/local';
import { useCallCenter, useCalls } from './useCalls';
import { wantCalls } from './wanted';
import { useWords } from './call-words';

export function CallWindow({ path }: { path: string }) {
  const words = useWords();
  const session = useSession();
  const center = useCallCenter();
  const navigate = useNavigate();
  const online = useChat((state) => state.phase.name === 'online');
  const phase = useCalls(({ current }) => current?.phase ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  const [entered, setEntered] = useState(false);
  const sessionId = Number(/^call\/(\d{1,15})$/.exec(path)?.[1] ?? 0);
  const open = online && !entered;
  useEffect(() => {
    if (!open) return;
    const enter = async (): Promise<void> => {
      wantCalls();
      try {
        const { channelId, ...call } = await (await session.calls()).status(sessionId);
        if (channelId == null) return;
        const callType = call.callType as CallType;
        const media = new LocalMedia();
        // Only who answered in the widget is heard at once: a link that somebody sent makes no microphone live.
        await media.open({ muted: window.name !== 'orvale-call', camera: false });
        const rung = center.store.state.incoming.find((incoming) => incoming.sessionId === sessionId);
        setEntered(true);
        await (rung === undefined ? center.join({ sessionId, channelId, callType }, media) : center.answer(rung, media));
        center.running?.setShape('stage');
      } catch (thrown) {
        setProblem(reasonOf(thrown, words));
      }
    };
    void enter();
    // Once: a connection that comes back is the running call's own matter.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [open, sessionId]);
  const over = entered && phase === null;
  useEffect(() => {
    if (!over) return;
    // Only a window that a script opened may close itself.
    window.close();
    navigate({ channelId: null, seq: null }, 'same');
  }, [over, navigate]);
  return <p className={styles.window}>{problem ?? words.calls.connecting}</p>;
}
