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

/** One that is shown, as far as is known: another version of the page may have shown it. */
export interface Open {
  tag: string;
  carried: Carried | null;
}

type Options = NotificationOptions & { tag: string; data: Carried; actions?: { action: string; type: 'text'; title: string; placeholder: string }[] };

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
      void this.close(() => true).catch(() => undefined);
    };
  }

  async show({ tag, title, body, carried, reply }: Shown): Promise<void> {
    if (desktopPermission() !== 'granted') return;
    const registration = await this.#worker();
    const options = optionsOf(tag, body, carried, reply);
    if (registration === null) this.#showByPage(title, options);
    else await inTurn(() => registration.showNotification(title, options));
  }

  /** Closes those that are meant. */
  async close(isMeant: (open: Open) => boolean): Promise<void> {
    for (const [tag, shown] of this.#byPage) {
      if (!isMeant(openOf(shown))) continue;
      shown.close();
      this.#byPage.delete(tag);
    }
    const registration = await this.#existing();
    if (registration === null) return;
    for (const shown of await inTurn(() => registration.getNotifications())) if (isMeant(openOf(shown))) shown.close();
  }

  /** Gives those that are meant another text, in their places. */
  async rewrite(isMeant: (open: Open) => boolean, body: string, reply: NonNullable<Shown['reply']>): Promise<void> {
    const differs = (shown: Notification): boolean => isMeant(openOf(shown)) && shown.body !== body;
    const changed = (shown: Notification): Options => optionsOf(shown.tag, body, shown.data as Carried, hasReply(shown) ? reply : null);
    for (const shown of [...this.#byPage.values()].filter(differs)) this.#showByPage(shown.title, changed(shown));
    const registration = await this.#existing();
    if (registration === null) return;
    await inTurn(async () => {
      for (const shown of (await registration.getNotifications()).filter(differs)) await registration.showNotification(shown.title, changed(shown));
    });
  }

  #showByPage(title: string, { actions: _none, ...options }: Options): void {
    try {
      const shown = new Notification(title, options);
      this.#byPage.set(options.tag, shown);
      shown.addEventListener('click', () => {
        shown.close();
        window.focus();
        this.#take({ orvaleChat: 'open', spot: options.data.spot });
      });
    } catch {
      // Phones allow it to service workers only.
    }
  }

  /** `null` where nothing can be shown by it, either. */
  async #existing(): Promise<ServiceWorkerRegistration | null> {
    return desktopPermission() === 'granted' ? this.#worker() : null;
  }

  #worker(): Promise<ServiceWorkerRegistration | null> {
    this.#registration ??= register();
    return this.#registration;
  }
}

function optionsOf(tag: string, body: string, data: Carried, reply: Shown['reply']): Options {
  const actions = reply === null ? {} : { actions: [{ action: 'reply', type: 'text' as const, title: reply.label, placeholder: reply.placeholder }] };
  // The page makes the sound.
  return { tag, body, data, silent: true, ...actions };
}

function openOf({ tag, data }: Notification): Open {
  return { tag, carried: data as Carried | null };
}

function hasReply(shown: Notification): boolean {
  return ((shown as { actions?: readonly unknown[] }).actions?.length ?? 0) > 0;
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
