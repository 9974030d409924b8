// Behind a line about a past call: the way to the next one, fetched with the first such line.

import type { Message } from '../../core/protocol/generated';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadCallBack = async () => (await import('./CallBack')).CallBack;

export function CallAgain(props: { message: Message }) {
  return <LazyPart load={loadCallBack} props={props} quiet />;
}
