// Everything around the page: the session, the words, the look, and whether anybody is signed in.

import { ThemeProvider } from '@mui/material/styles';
import { useEffect, useSyncExternalStore } from 'react';

import type { ChatSession } from '../core/session/session';
import { ClientProvider, useChat, useSession } from '../features/client/client';
import { LoginPage } from '../features/login/LoginPage';
import { PreferencesProvider, usePreferences } from '../features/preferences/preferences';
import { ViewProvider } from '../features/view/view';
import { WordsProvider } from '../features/words/words';
import { BrokenBoundary } from './Broken';
import { ChatLayout } from './ChatLayout';
import { theme } from './theme';
import { useLogin } from './useLogin';

/** Whether unsent messages outlive the page. */
export interface StorageHealth {
  readonly refused: boolean;
  subscribe(listener: () => void): () => void;
}

export function App({ session, storage }: { session: ChatSession; storage: StorageHealth }) {
  return (
    <ThemeProvider theme={theme} defaultMode="system" noSsr>
      <PreferencesProvider>
        <WordsProvider>
          <ClientProvider session={session}>
            <Page storage={storage} />
          </ClientProvider>
        </WordsProvider>
      </PreferencesProvider>
    </ThemeProvider>
  );
}

function Page({ storage }: { storage: StorageHealth }) {
  const session = useSession();
  const { density } = usePreferences();
  const ended = useChat((state) => (state.phase.name === 'ended' ? state.phase.reason : null));
  const { signedIn, elsewhere, logins, setSignedIn } = useLogin();
  const storageRefused = useSyncExternalStore(storage.subscribe, () => storage.refused);

  useEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);

  useEffect(() => {
    if (!signedIn) return undefined;
    session.start();
    const online = (): void => {
      session.retryNow();
      session.probe();
    };
    const offline = (): void => session.probe();
    const leave = (): void => session.reading.flush();
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    window.addEventListener('focus', online);
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      window.removeEventListener('focus', online);
      window.removeEventListener('pagehide', leave);
    };
  }, [session, signedIn]);

  const refused = ended === 'bad_token' || ended === 'revoked';
  if (!signedIn || refused) {
    return <LoginPage ended={elsewhere ? 'elsewhere' : refused ? ended : null} onSignedIn={() => setSignedIn(true)} />;
  }
  return (
    <BrokenBoundary>
      <ViewProvider key={logins}>
        <ChatLayout storageRefused={storageRefused} onSignedOut={() => setSignedIn(false)} />
      </ViewProvider>
    </BrokenBoundary>
  );
}
