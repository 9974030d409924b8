// Notifications outside the page: by the service worker, which stays when the tab is closed and can offer a
// reply, or by the page where there is none.

import { desktopPermission } from './permission';
import { READY, type Carried, type ToPage } from './worker-messages';
// The build makes it.
// oxlint-disable-next-line import/default
import workerAddress from './worker?worker&url';

const ASKING = 'orvale-chat.notifications';

export interface Shown {
  /** A later one with the same tag takes its place. */
  tag: string;
  title: string;
  body: string;
  carried: Carried;
  /** The words of a reply that can be written in it; `null` where none can be. */
  reply: { label: string; placeholder: string } | null;
}

type Options = NotificationOptions & { actions?: { action: string; type: 'text'; title: string; placeholder: string }[] };

export class Desktop {
  readonly #take: (message: ToPage) => void;
  readonly #byPage = new Map<string, Notification>();
  #registration: Promise<ServiceWorkerRegistration | null> | null = null;

  /** `take` gets what was clicked and written in notifications. */
  constructor(take: (message: ToPage) => void) {
    this.#take = take;
  }

  /** Takes what was meant for a window that was just opened. Returns a function that ends all of it. */
  start(): () => void {
    const worker: ServiceWorkerContainer | undefined = navigator.serviceWorker;
    const listen = ({ data }: MessageEvent): void => {
      if (typeof data === 'object' && data !== null && 'orvaleChat' in data) this.#take(data as ToPage);
    };
    worker?.addEventListener('message', listen);
    if (desktopPermission() === 'granted') void this.#worker().then((registration) => registration?.active?.postMessage(READY, []));
    return () => {
      worker?.removeEventListener('message', listen);
      void this.close(() => true);
    };
  }

  async show({ tag, title, body, carried, reply }: Shown): Promise<void> {
    if (desktopPermission() !== 'granted') return;
    const registration = await this.#worker();
    const actions = reply === null ? {} : { actions: [{ action: 'reply', type: 'text' as const, title: reply.label, placeholder: reply.placeholder }] };
    // The page makes the sound.
    const options: Options = { tag, body, data: carried, silent: true, ...actions };
    if (registration === null) this.#showByPage(title, { tag, body, silent: true }, carried);
    else await inTurn(() => registration.showNotification(title, options));
  }

  /** Closes those whose tag is meant. */
  async close(isMeant: (tag: string) => boolean): Promise<void> {
    for (const [tag, shown] of this.#byPage) {
      if (!isMeant(tag)) continue;
      shown.close();
      this.#byPage.delete(tag);
    }
    if (desktopPermission() !== 'granted') return;
    const registration = await this.#worker();
    if (registration === null) return;
    for (const shown of await inTurn(() => registration.getNotifications())) if (isMeant(shown.tag)) shown.close();
  }

  #showByPage(title: string, options: NotificationOptions & { tag: string }, { spot }: Carried): void {
    try {
      const shown = new Notification(title, options);
      this.#byPage.set(options.tag, shown);
      shown.addEventListener('click', () => {
        shown.close();
        window.focus();
        this.#take({ orvaleChat: 'open', spot });
      });
    } catch {
      // Phones allow it to service workers only.
    }
  }

  #worker(): Promise<ServiceWorkerRegistration | null> {
    this.#registration ??= register();
    return this.#registration;
  }
}

/** Chromium forgets a notification for which it is asked while it shows it: the tabs do one thing at a time. */
async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | null | undefined;
  return locks == null ? act() : locks.request(ASKING, act);
}

async function register(): Promise<ServiceWorkerRegistration | null> {
  try {
    const registration = await navigator.serviceWorker.register(workerAddress);
    await activated(registration);
    return registration;
  } catch {
    // Some browsers have none, or none in private windows.
    return null;
  }
}

/** Only an active one shows notifications. */
async function activated({ active, installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const coming = installing ?? waiting;
  if (active !== null || coming === null) return;
  await new Promise<void>((resolve) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated' || coming.state === 'redundant') resolve();
    });
  });
}
