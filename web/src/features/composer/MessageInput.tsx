// Where a message is written, or why nobody may write here.

import type { ChannelView } from '../../core/protocol/generated';
import { postingRight } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';
import { Composer } from './Composer';

const loadNoPosting = async () => (await import('./NoPosting')).NoPosting;

interface MessageInputProps {
  channel: ChannelView;
  /** What to call the conversation, e.g. `#general`. */
  title: string;
  /** True for one that takes the focus where it opens, unless fingers point: a keyboard would cover what is read. */
  takesFocus?: boolean;
}

export function MessageInput({ channel, title, takesFocus = false }: MessageInputProps) {
  const permissions = useChat((state) => state.permissions);
  const right = postingRight(channel, permissions);
  if (right !== 'allowed') return <LazyPart load={loadNoPosting} props={{ channel, right }} />;
  return <Composer channel={channel} title={title} takesFocus={takesFocus} />;
}
