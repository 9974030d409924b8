// The place of a voice message that is being recorded; what records is fetched with the first one.

import type { VoiceProps } from '../../../shared/registry/registry';
import { LazyPart } from '../../../shared/ui/LazyPart';

const load = async () => (await import('./VoiceRecorder')).VoiceRecorder;

export function Voice(props: VoiceProps) {
  return <LazyPart load={load} props={props} onGiveUp={props.onClose} />;
}
