// Where the page starts.

import './global.css';

import { createRoot } from 'react-dom/client';

import { ChatSession } from '../core/session/session';
import { App } from './App';
import { startScheme } from '../shared/hooks/scheme';

startScheme();

const root = document.getElementById('root');
if (root === null) throw new Error('chat.html has no #root');

let storageRefused = false;
const storageListeners = new Set<() => void>();
const session = new ChatSession({
  server: window.location.origin,
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

createRoot(root).render(<App session={session} storage={storage} />);
