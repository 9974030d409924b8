// What this client asks of others in its session descriptions: Opus with gaps in silence and its own error correction.

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
