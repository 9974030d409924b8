// Waits for the first call of this page. Everything else of calls is fetched then.

import { useEffect, useState, useSyncExternalStore } from 'react';

import { useSession } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';
import { onCallWanted } from './wanted';

const loadCalls = async () => (await import('./CallLayer')).CallLayer;

export function CallsHost() {
  const session = useSession();
  const [begun, begin] = useState(wasInCall);
  const rings = useSyncExternalStore(
    (listener) => session.listen(listener),
    () => session.hasEarlyCall,
  );
  if (rings && !begun) begin(true);
  useEffect(
    () =>
      session.listen((event) => {
        // The event does not say that a call is running there; the conversation itself does.
        if (event.name === 'channel_joined') void session.channel.refresh(event.data.channelId).catch(() => undefined);
      }),
    [session],
  );
  useEffect(() => onCallWanted(() => begin(true)), []);
  return begun ? <LazyPart load={loadCalls} props={{}} quiet /> : null;
}

/** True in the page that a reload brings in a call. */
function wasInCall(): boolean {
  try {
    return sessionStorage.getItem('runningCall') !== null;
  } catch {
    return false;
  }
}
