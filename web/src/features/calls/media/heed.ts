// What a device says of itself counts, whatever arrives from it.

import type { CallDevice } from '../../../core/protocol/generated';
import type { Tracks } from './roles';

/** What a device says it does not send is neither shown nor heard: it may have lost the right to send it. */
export function heed({ camera, screen, screenAudio }: Tracks, device: CallDevice): void {
  if (camera !== null) camera.enabled = device.camera;
  for (const track of [screen, screenAudio]) if (track !== null) track.enabled = device.screen;
}
