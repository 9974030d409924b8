import { describe, expect, it } from 'vitest';

import { readOffer, sourceOf } from './streams';

const section = (media: string, mid: string, stream: string, direction = 'sendonly'): string =>
  `m=${media}\r\na=mid:${mid}\r\na=msid:${stream} ${stream}|1\r\na=ssrc:7 msid:${stream} ${stream}|1\r\na=${direction}\r\n`;

describe('an offer of the server', () => {
  it('names whose track each section is, but for those that send nothing', () => {
    const sdp = `v=0\r\n${section('audio 9 x', '0', 'bob|bobs|audio')}${section('video 9 x', '1', 'bob|bobs|camera')}${section('video 9 x', '2', 'carol%7C|c|screen')}${section('audio 9 x', '3', 'carol|c|audio', 'inactive')}${section('audio 0 x', '4', 'dan|d|audio')}`;
    const { sources } = readOffer(sdp);
    expect([...sources]).toEqual([
      ['0', { user: 'bob', deviceId: 'bobs', role: 'microphone' }],
      ['1', { user: 'bob', deviceId: 'bobs', role: 'camera' }],
      ['2', { user: 'carol|', deviceId: 'c', role: 'screen' }],
    ]);
  });

  it('is read with the sound and the picture of a person in one stream, and a shared screen in another', () => {
    const { sdp } = readOffer(`v=0\r\n${section('audio 9 x', '0', 'bob|bobs|audio')}${section('video 9 x', '1', 'bob|bobs|camera')}${section('video 9 x', '2', 'bob|bobs|screen')}`);
    expect(Array.from(sdp.matchAll(/^a=msid:(.*)\r$/gm), ([, named]) => named)).toEqual(['bob|bobs|person bob|bobs|audio|1', 'bob|bobs|person bob|bobs|camera|1', 'bob|bobs|share bob|bobs|screen|1']);
    expect(sdp).toContain('a=ssrc:7 msid:bob|bobs|person ');
  });

  it('may hold streams of other forms', () => {
    expect(sourceOf('bob|bobs')).toBeNull();
    expect(sourceOf('bob|bobs|audio|1')).toBeNull();
    expect(sourceOf('a%zz|b|camera')).toEqual({ user: 'a%zz', deviceId: 'b', role: 'camera' });
    expect(readOffer('nonsense')).toEqual({ sdp: 'nonsense', sources: new Map() });
  });
});
