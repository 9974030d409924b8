// Whether the user may write in a conversation of a channel: only then there is a box for a text to go back to.

import { postingRight } from '../../core/store/selectors';
import { useChat } from './client';

export function useMayWrite(channelId: number | undefined): boolean {
  return useChat(({ channels, permissions }) => {
    const channel = channels[channelId ?? 0];
    return channel !== undefined && postingRight(channel, permissions) === 'allowed';
  });
}
