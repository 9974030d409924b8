// Whether this browser lets the page show notifications outside itself. It is asked for only on a click.

import { useSyncExternalStore } from 'react';

export type DesktopPermission = NotificationPermission | 'unsupported';

const listeners = new Set<() => void>();

export function desktopPermission(): DesktopPermission {
  // Browsers refuse every page that came unencrypted.
  return 'Notification' in globalThis && window.isSecureContext ? Notification.permission : 'unsupported';
}

export async function askForPermission(): Promise<void> {
  await Notification.requestPermission();
  changed();
}

export function useDesktopPermission(): DesktopPermission {
  return useSyncExternalStore(subscribe, desktopPermission);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let watching = false;

/** It may change in the browser's own settings. */
function watch(): void {
  if (watching || navigator.permissions === undefined) return;
  watching = true;
  navigator.permissions.query({ name: 'notifications' }).then(
    (status) => status.addEventListener('change', changed),
    // The page then learns of it when it is next loaded.
    () => undefined,
  );
}

function changed(): void {
  for (const listener of listeners) listener();
}
