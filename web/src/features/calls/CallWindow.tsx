// A window for one call, `/chat/call/7`, from the widget on another page or from a link. Whoever pressed "Answer" in the
// widget is in the call at once; everyone else joins by a button. It closes itself when the call is over.

import { mdiPhone } from '@mdi/js';
import { useEffect, useState } from 'react';

import type { Call } from '../../core/protocol/generated';
import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNavigate, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { reasonOf } from '../../shared/words/reasons';
import { LocalMedia } from './media/local';
import { Face } from './PeopleList';
import styles from './Preview.module.css';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { wantCalls } from './wanted';
import { useWords } from './call-words';

/** A call whose conversation the server knows; that of an old one may be gone. */
type KnownCall = Call & { channelId: number };

/** The name that the widget gives the window it answers in. */
const ANSWERS = 'orvale-call';

export function CallWindow({ path }: { path: string }) {
  const words = useWords();
  const session = useSession();
  const center = useCallCenter();
  const navigate = useNavigate();
  const online = useChat((state) => state.phase.name === 'online');
  const me = useChat((state) => state.me?.username ?? '');
  const sessionId = Number(/^call\/(\d{1,15})$/.exec(path)?.[1] ?? 0);
  const phase = useCalls(({ current }) => current?.phase ?? null);
  const [call, setCall] = useState<KnownCall | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [entered, setEntered] = useState(false);
  if (phase !== null && !entered) setEntered(true);
  const asks = online && call === null;
  useEffect(() => {
    if (!asks) return;
    const ask = async (): Promise<void> => {
      wantCalls();
      try {
        const found = await (await session.calls()).status(sessionId);
        const { channelId, callType, status, ringing } = found;
        if (channelId == null || status === 'ended' || status === 'missed') {
          setProblem(words.calls.gone);
          return;
        }
        setCall({ ...found, channelId });
        // A link that somebody sent makes no microphone live.
        if (window.name !== ANSWERS || !ringing.includes(me) || center.running !== null) return;
        const media = new LocalMedia();
        await media.open({ muted: false, camera: false });
        await center.answer({ sessionId, channelId, callType }, media);
      } catch (thrown) {
        setProblem(reasonOf(thrown, words));
      }
    };
    void ask();
    // Once: a connection that comes back is the running call's own matter.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asks, sessionId]);
  // The window is there for the call alone.
  useEffect(() => {
    if (entered) center.running?.setShape('stage');
  }, [center, entered]);
  const over = entered && phase === null;
  useEffect(() => {
    if (!over) return;
    // Only a window that a script opened may close itself.
    window.close();
    navigate({ channelId: null, seq: null }, 'same');
  }, [over, navigate]);
  if (problem !== null) return <p className={styles.window}>{problem}</p>;
  if (call === null || entered) return <p className={styles.window}>{words.calls.connecting}</p>;
  return <JoinCard call={call} />;
}

function JoinCard({ call: { channelId, callType, caller, participants } }: { call: KnownCall }) {
  const words = useWords();
  const { calls } = words;
  const dispatch = useViewDispatch();
  const channel = useChat(({ channels }) => channels[channelId]);
  const title = useChat((state) => (channel === undefined ? calls.call : markedTitle(channel, titleOf(channel, state, words.notes))));
  // As they are now, where the conversation says so.
  const inside = channel?.call?.participants ?? participants.map(({ user }) => user);
  const [first = caller] = inside;
  const name = useNameOf(first);
  return (
    <section className={styles.joinCard} aria-label={`${calls.call}: ${title}`}>
      <Face username={first} name={name} speaking={false} size={72} />
      <h1>{title}</h1>
      <p>{calls.inside(name, inside.length - 1)}</p>
      <Button variant="contained" autoFocus startIcon={<Icon path={mdiPhone} size={18} />} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'call', channelId, callType } })}>
        {calls.preview.join}
      </Button>
    </section>
  );
}
