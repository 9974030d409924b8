// All that is shown of calls: what rings, the call that this page is in, and what happened to others.

import { useEffect, useLayoutEffect } from 'react';

import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { Announcer } from './Announcer';
import { AudioCallWidget } from './AudioCallWidget';
import { IncomingCallModal } from './IncomingCallModal';
import { SecondDevice } from './SecondDevice';
import { Stage } from './Stage';
import { useCallCenter, useCalls } from './useCalls';
import { useTalkKey } from './useTalkKey';
import { useWords } from './call-words';

export function CallLayer() {
  const { calls } = useWords();
  const session = useSession();
  const center = useCallCenter();
  const notify = useNotify();
  const shape = useCalls(({ current }) => current?.shape ?? null);
  const incoming = useCalls((state) => state.incoming);
  const second = useCalls((state) => state.second);
  const resumable = useChat((state) => state.phase.name === 'online');
  useTalkKey();
  useEffect(() => {
    if (resumable) void center.resume();
  }, [center, resumable]);
  // Before the next event, so that none is missed.
  useLayoutEffect(
    () =>
      center.onNotice((notice) => {
        const { people } = session.store.state;
        if (notice.kind === 'elsewhere') notify.info(calls.elsewhere);
        else if (notice.kind === 'missed') notify.info(calls.missed(nameOf(people, notice.caller)));
        else if (notice.kind === 'gone') notify.info(calls.gone);
        else notify.failure(notice.thrown);
      }),
    [center, session, notify, calls],
  );
  return (
    <>
      {shape !== null && shape !== 'stage' && <AudioCallWidget floating={shape === 'floating'} />}
      {shape === 'stage' && <Stage />}
      {incoming.length > 0 && <IncomingCallModal incoming={incoming} />}
      {second !== null && <SecondDevice {...second} />}
      <Announcer />
    </>
  );
}
