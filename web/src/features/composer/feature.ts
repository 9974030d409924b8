// What the composer adds to the page: itself, and commands that write a message.

import type { Feature } from '../../shared/registry/registry';
import { MessageInput } from './MessageInput';

export const feature: Feature = {
  views: { Composer: MessageInput },
  slashCommands: async () => (await import('./slash')).slashCommands,
};
