// The service worker: leads from a notification to its place, and passes on a reply that was written in it.
// It caches nothing and answers no requests.

import { READY, type Carried, type ToPage } from './worker-messages';

interface Target {
  readonly url: string;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown, transfer: []): void;
}

interface Scope {
  readonly clients: { matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Target[]>; openWindow(address: string): Promise<unknown> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(name: string, listener: (event: never) => void): void;
}

interface Clicked {
  readonly action: string;
  /** What was written in the notification, where the browser can do that. */
  readonly reply?: string | null;
  readonly notification: { readonly data: Carried; close(): void };
  waitUntil(done: Promise<unknown>): void;
}

const scope = self as unknown as Scope;
/** How long a new window may take to be ready for a reply. */
const OPENING_MS = 25_000;

let onReady: ((page: Target) => void) | null = null;

scope.addEventListener('install', () => void scope.skipWaiting());

scope.addEventListener('message', ({ data, source }: { data: unknown; source: Target }) => {
  if (data !== READY) return;
  onReady?.(source);
  onReady = null;
});

scope.addEventListener('notificationclick', (event: Clicked) => {
  event.notification.close();
  event.waitUntil(lead(event));
});

async function lead({ action, reply, notification: { data } }: Clicked): Promise<void> {
  const written = action === 'reply' && data.spot !== null && reply != null && reply.trim() !== '' ? reply : null;
  const message: ToPage = written === null || data.spot === null ? { orvaleChat: 'open', spot: data.spot } : { orvaleChat: 'reply', spot: data.spot, text: written };
  const page = await openPage();
  if (page !== undefined) {
    page.postMessage(message, []);
    // A reply is sent where one is.
    if (written === null) await page.focus();
    return;
  }
  const opened = new Promise<void>((resolve) => {
    onReady = (ready) => {
      if (written !== null) ready.postMessage(message, []);
      resolve();
    };
    setTimeout(resolve, OPENING_MS);
  });
  await scope.clients.openWindow(data.address);
  if (written !== null) await opened;
}

/** A window of the chat: one that is seen, rather than another. */
async function openPage(): Promise<Target | undefined> {
  const all = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const chats = all.filter(({ url }) => new URL(url).pathname.startsWith('/chat'));
  return chats.find(({ visibilityState }) => visibilityState === 'visible') ?? chats[0];
}
