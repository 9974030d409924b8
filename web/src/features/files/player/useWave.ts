// The waveform of a sound: as its recorder has drawn it, or of a short one, which is little to fetch, as it is.

import { useEffect, useMemo, useState } from 'react';

import { readFile } from '../../../core/session/files';
import type { FileInfo } from '../../../core/protocol/generated';
import type { ChatSession } from '../../../core/session/session';
import { useSession } from '../../../shared/hooks/client';

export interface Wave {
  /** How loud each part is, from 0 to 1. */
  peaks: readonly number[];
  seconds: number;
}

type Sound = Pick<FileInfo, 'id' | 'size' | 'durationMs' | 'waveform'>;

/** About two minutes of speech. */
const MOST_BYTES = 600_000;
const PARTS = 40;
const SAMPLES_PER_SECOND = 8000;

/** By file; `null` for what cannot be decoded. */
const known = new Map<string, Wave | null>();

export function useWave({ id, size, durationMs = 0, waveform }: Sound): Wave | null {
  const session = useSession();
  const drawn = useMemo(() => (waveform === undefined ? null : { peaks: peaksOf(Float32Array.from(waveform)), seconds: durationMs / 1000 }), [waveform, durationMs]);
  const [wave, set] = useState(() => known.get(id) ?? null);
  const wanted = waveform === undefined && size <= MOST_BYTES && !known.has(id);
  useEffect(() => {
    if (!wanted) return undefined;
    const abort = new AbortController();
    waveOf(session, id, abort.signal).then(set, () => undefined);
    return () => abort.abort();
  }, [session, id, wanted]);
  return drawn ?? wave;
}

async function waveOf(session: ChatSession, id: string, signal: AbortSignal): Promise<Wave | null> {
  const bytes = await (await readFile(session, id, { signal })).arrayBuffer();
  const context = new OfflineAudioContext(1, 1, SAMPLES_PER_SECOND);
  const sound = await context.decodeAudioData(bytes).catch(() => null);
  const wave = sound && { peaks: peaksOf(sound.getChannelData(0)), seconds: sound.duration };
  known.set(id, wave);
  return wave;
}

/** The loudest of each part, in proportion to the loudest of all. */
export function peaksOf(samples: Float32Array): readonly number[] {
  const length = samples.length / PARTS;
  const peaks = Array.from({ length: PARTS }, (_, index) => samples.subarray(Math.floor(index * length), Math.ceil((index + 1) * length)).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  const loudest = Math.max(...peaks);
  return loudest === 0 ? peaks : peaks.map((peak) => peak / loudest);
}
