// Shows calls that ring. What it takes is loaded with the first one.

import type { ServerEvent } from '../../core/protocol/events';
import type { OrvaleChatWidget } from '../element';

/** Takes an event of a call, or the frame of one. */
export async function ring(widget: OrvaleChatWidget, heard: Uint8Array | ServerEvent): Promise<void> {
  // A part that cannot be loaded leaves the call to the user's other devices.
  const part = await import('../calls/calls').catch(() => null);
  part?.ringingOf(widget).hear(heard);
}
