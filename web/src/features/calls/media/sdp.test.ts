import { expect, it } from 'vitest';

import { rolesOf } from './roles';
import { tuned } from './sdp';

it('asks for gaps in silence and error correction, for Opus alone', () => {
  const sdp = ['m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=0', 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111', ''].join('\r\n');
  const lines = tuned(sdp).split('\r\n');
  expect(lines[2]).toBe('a=fmtp:111 minptime=10;usedtx=1;useinbandfec=1;stereo=0;sprop-stereo=0');
  expect(lines[4]).toBe('a=fmtp:63 111/111');
  expect(tuned(tuned(sdp))).toBe(tuned(sdp));
});

it('takes the roles of tracks from the order of their kinds', () => {
  expect(rolesOf(['audio', 'video', 'video', 'audio'])).toEqual(['microphone', 'camera', 'screen', 'screenAudio']);
  expect(rolesOf(['video', 'audio'])).toEqual(['camera', 'microphone']);
  expect(rolesOf(['audio', 'audio', 'audio', 'application'])).toEqual(['microphone', 'screenAudio', null, null]);
});
