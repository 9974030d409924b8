// A part of the page that cannot be fetched may be gone because there is a new page: the notice that says so appears then.

import { useEffect } from 'react';

import { lookForNewPage } from '../../core/session/new-page';
import { useSession } from '../../shared/hooks/client';

export function useNewPage(): void {
  const session = useSession();
  useEffect(() => {
    // Without a server there is no answer either.
    const look = (): void => void lookForNewPage(session).catch(() => undefined);
    window.addEventListener('vite:preloadError', look);
    return () => window.removeEventListener('vite:preloadError', look);
  }, [session]);
}
