// Where the page starts.

import '../tokens.css';
import './global.css';

import { createRoot } from 'react-dom/client';

import { ChatSession } from '../core/session/session';
import { App } from './App';
import { readPreferences } from '../shared/hooks/preferences';
import { languages } from './languages';
import type { Translation } from '../shared/words/words';
import { takeEarly } from './take-early';
import { holdBack } from '../shared/ui/first-things';
import { startScheme } from '../shared/hooks/scheme';

startScheme();
holdBack();

const root = document.getElementById('root');
if (root === null) throw new Error('chat.html has no #root');

let storageRefused = false;
const storageListeners = new Set<() => void>();
const early = takeEarly();
const session = new ChatSession({
  server: window.location.origin,
  ...(early !== null && early),
  onStorageRefused: () => {
    storageRefused = true;
    for (const listener of storageListeners) listener();
  },
});

const storage = {
  get refused() {
    return storageRefused;
  },
  subscribe: (listener: () => void) => {
    storageListeners.add(listener);
    return () => storageListeners.delete(listener);
  },
};

const show = (loaded: Translation | null): void => createRoot(root).render(<App session={session} storage={storage} loaded={loaded} />);

// Until its words are there the page's outline stays, rather than nothing.
const { language } = readPreferences();
if (language === 'en') show(null);
else languages[language]().then(show, () => show(null));
