// Everything around the page: the session, the words, the look, and whether anybody is signed in.

import { useCallback, useEffect, useSyncExternalStore } from 'react';

import type { ChatSession } from '../core/session/session';
import { ClientProvider, useChat, useSession } from '../shared/hooks/client';
import { PreferencesProvider, usePreferences } from '../shared/hooks/preferences';
import { ViewProvider } from '../shared/hooks/view/view';
import { WordsProvider, type Translation } from '../shared/words/words';
import { BrokenBoundary } from './Broken';
import { ChatLayout } from './ChatLayout';
import { RegistryProvider } from '../shared/registry/registry';
import { SignedOutProvider } from '../shared/hooks/signed-out';
import { registry } from './features';
import { languages } from './languages';
import { LazyPart } from '../shared/ui/LazyPart';
import { whenIdle } from '../shared/ui/when-idle';
import { useLogin } from './useLogin';
import { useSharedLook } from './useSharedLook';

/** Not part of the first load, since logged-in users do not need it. Whoever logs out without a connection does. */
export const loadLoginPage = whenIdle(async () => (await import('../features/login/LoginPage')).LoginPage);

/** Whether unsent messages outlive the page. */
export interface StorageHealth {
  readonly refused: boolean;
  subscribe(listener: () => void): () => void;
}

interface AppProps {
  session: ChatSession;
  storage: StorageHealth;
  /** The words of the chosen language, where that is not English. */
  loaded?: Translation | null;
}

export function App({ session, storage, loaded = null }: AppProps) {
  return (
    <PreferencesProvider>
      <WordsProvider languages={languages} loaded={loaded}>
        <ClientProvider session={session}>
          <RegistryProvider registry={registry}>
            <Page storage={storage} />
          </RegistryProvider>
        </ClientProvider>
      </WordsProvider>
    </PreferencesProvider>
  );
}

function Page({ storage }: { storage: StorageHealth }) {
  const session = useSession();
  const { density } = usePreferences();
  const ended = useChat((state) => (state.phase.name === 'ended' ? state.phase : null));
  const { signedIn, elsewhere, logins, setSignedIn } = useLogin();
  useSharedLook();
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

  const signOut = useCallback(() => setSignedIn(false), [setSignedIn]);
  const refused = ended !== null && ended.reason !== 'closed';
  if (!signedIn || refused) {
    const props = { ended: elsewhere ? 'elsewhere' : refused ? ended.reason : null, said: ended?.said, onSignedIn: () => setSignedIn(true) } as const;
    return <LazyPart load={loadLoginPage} props={props} />;
  }
  return (
    <BrokenBoundary>
      <ViewProvider key={logins}>
        <SignedOutProvider value={signOut}>
          <ChatLayout storageRefused={storageRefused} />
        </SignedOutProvider>
      </ViewProvider>
    </BrokenBoundary>
  );
}
