// What is sent at most, by the quality of the connection: audio always goes before video.

import type { CallQuality } from '../../../core/protocol/generated';
import type { Role } from './roles';

export type Level = 'excellent' | 'good' | 'poor' | 'unstable';

export const LEVELS: readonly Level[] = ['excellent', 'good', 'poor', 'unstable'];

export interface Limits {
  /** The lines of the camera's picture; 0 sends none. */
  height: number;
  videoBits: number;
  audioBits: number;
}

export const LIMITS: Readonly<Record<Level, Limits>> = {
  excellent: { height: 1080, videoBits: 2_500_000, audioBits: 128_000 },
  good: { height: 720, videoBits: 1_200_000, audioBits: 64_000 },
  poor: { height: 480, videoBits: 400_000, audioBits: 32_000 },
  unstable: { height: 0, videoBits: 100_000, audioBits: 16_000 },
};

/** What the server calls the levels. */
export const QUALITY_OF: Readonly<Record<Level, CallQuality>> = { excellent: 'excellent', good: 'good', poor: 'poor', unstable: 'poor' };

const SCREEN_BITS = 3_000_000;
const SCREEN_FRAMES = 30;

/**
 * Sets what one sender sends at most: without a track no picture, of which Firefox would go on to send one a second. A browser
 * that cannot is left as it is.
 */
export async function limitSender(sender: RTCRtpSender, role: Role, limits: Limits): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (encoding === undefined) return;
  if (role === 'microphone') {
    encoding.maxBitrate = limits.audioBits;
    encoding.priority = 'high';
  } else if (role === 'camera') {
    const height = sender.track?.getSettings().height ?? limits.height;
    encoding.active = sender.track !== null && limits.height > 0;
    encoding.maxBitrate = limits.videoBits;
    encoding.scaleResolutionDownBy = limits.height > 0 ? Math.max(1, height / limits.height) : 1;
  } else if (role === 'screen') {
    encoding.active = sender.track !== null;
    encoding.maxBitrate = SCREEN_BITS;
    encoding.maxFramerate = SCREEN_FRAMES;
    (parameters as { degradationPreference?: string }).degradationPreference = 'maintain-resolution';
  }
  try {
    await sender.setParameters(parameters);
  } catch {
    // Between two descriptions a sender has none; the next description sets them.
  }
}

/** The lines of the smallest layer are sent as long as any picture is. */
const LEAST_LAYER = 'q';

/** Sets which sizes of the camera's picture are sent, from which the server chooses for each viewer. */
export async function limitLayers(sender: RTCRtpSender, { height }: Limits): Promise<void> {
  const parameters = sender.getParameters();
  const lines = sender.track?.getSettings().height ?? height;
  const encodings = parameters.encodings ?? [];
  const sends = sender.track !== null && height > 0;
  const wanted = encodings.map(({ rid, scaleResolutionDownBy = 1 }) => sends && (rid === LEAST_LAYER || lines / scaleResolutionDownBy <= height));
  if (encodings.every(({ active = true }, index) => active === wanted[index])) return;
  encodings.forEach((encoding, index) => {
    encoding.active = wanted[index] === true;
  });
  try {
    await sender.setParameters(parameters);
  } catch {
    // Between two descriptions a sender has none; the next description sets them.
  }
}
