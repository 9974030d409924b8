// Session descriptions: what this client asks of others in its own, which is Opus with gaps in silence and its own error correction;
// and what descriptions call themselves.

const WANTED = ['usedtx=1', 'useinbandfec=1', 'stereo=0', 'sprop-stereo=0'];

/** The description with our settings for Opus, which the one who reads it sends by. */
export function tuned(sdp: string): string {
  const types = new Set(Array.from(sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gim), ([, type = '']) => type));
  return sdp.replaceAll(/^a=fmtp:(\d+) ([^\r\n]*)/gm, (line, type: string, settings: string) => {
    if (!types.has(type)) return line;
    const own = new Set(WANTED.map((setting) => setting.split('=')[0]));
    const others = settings.split(';').filter((setting) => !own.has(setting.trim().split('=')[0]));
    return `a=fmtp:${type} ${[...others, ...WANTED].join(';')}`;
  });
}

/** What a connection proves itself with. */
export function certificateOf(sdp = ''): string {
  return /^a=fingerprint:(.+)$/m.exec(sdp)?.[1] ?? '';
}

/** What a connection calls itself in all its descriptions. */
export function originOf(sdp = ''): string {
  return /^o=\S+ (\d+) /m.exec(sdp)?.[1] ?? '';
}

/** A name for an offer, which its answer repeats. */
export function newOfferId(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join('-');
}

/** Whether a candidate is one of a description's. One that does not say so is. */
export function belongsTo({ usernameFragment, candidate = '' }: RTCIceCandidateInit, description: RTCSessionDescription | null): boolean {
  if (description === null) return false;
  const fragment = usernameFragment ?? /\bufrag (\S+)/.exec(candidate)?.[1];
  return fragment === undefined || description.sdp.includes(`a=ice-ufrag:${fragment}`);
}
