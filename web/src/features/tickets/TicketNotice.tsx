// A line of a team's channel about a ticket, or about many: what it says is fetched with the first one. Until then, and for
// whoever may not see the ticket, it stays as it is.

import { useEffect, useState, type ComponentType } from 'react';

import { useSession } from '../../shared/hooks/client';
import type { TicketNoticeProps } from '../../shared/registry/registry';

type Part = ComponentType<TicketNoticeProps>;

let loaded: Part | null = null;

export function TicketNotice(props: TicketNoticeProps) {
  const session = useSession();
  const [Notice, setNotice] = useState<Part | null>(() => loaded);
  useEffect(() => {
    if (loaded !== null) return undefined;
    let current = true;
    const load = async (): Promise<void> => {
      // A browser never requests a script again that it could not fetch, so the server must be there first.
      await session.reachable();
      loaded = (await import('./NoticeText')).NoticeText;
      if (current) setNotice(() => loaded);
    };
    load().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [session]);
  return Notice === null ? props.plain : <Notice {...props} />;
}
