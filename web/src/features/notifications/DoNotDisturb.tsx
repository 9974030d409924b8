// Do not disturb, as other features show it. It is fetched when it is first shown.

import { LazyPart } from '../../shared/ui/LazyPart';

const load = async () => (await import('./OwnNotifications')).OwnNotifications;

export function DoNotDisturb() {
  return <LazyPart load={load} props={{}} />;
}
