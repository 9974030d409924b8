// Completion below a field that is written in. What finds and shows the suggestions is fetched once a field has the focus.

import { LazyPart, preload } from '../ui/LazyPart';
import { whenIdle } from '../ui/when-idle';
import type { CompleterProps } from './Completer';

const loadCompleter = whenIdle(async () => (await import('./Completer')).Completer);

export function prepareCompletion(): void {
  preload(loadCompleter).catch(() => undefined);
}

export function Completion(props: CompleterProps) {
  return <LazyPart load={loadCompleter} props={props} quiet />;
}
