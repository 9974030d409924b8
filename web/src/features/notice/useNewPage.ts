// A part of the page that cannot be fetched may be gone because there is a new page: the notice that says so appears then.

import { useEffect } from 'react';

import { lookForNewPage } from '../../core/session/new-page';
import { useSession } from '../../shared/hooks/client';

export function useNewPage(): void {
  const session = useSession();
  useEffect(() => {
    // The part may also be missing because the server cannot be reached: then this request fails, too.
    const look = (): void => void lookForNewPage(session).catch(() => undefined);
    window.addEventListener('vite:preloadError', look);
    return () => window.removeEventListener('vite:preloadError', look);
  }, [session]);
}
