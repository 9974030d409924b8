// What the server's offers say of whose tracks they are: each section names its stream `user|device|kind`.

import type { Role } from './roles';

/** Where a track comes from. */
export interface Source {
  user: string;
  deviceId: string;
  role: Role;
}

/** What the server calls the roles. */
const ROLE_OF: Readonly<Record<string, Role>> = { audio: 'microphone', camera: 'camera', screen: 'screen', screen_audio: 'screenAudio' };
/** Browsers keep the tracks of one stream in time: a person, and what they share. */
const STREAM_OF: Readonly<Record<Role, string>> = { microphone: 'person', camera: 'person', screen: 'share', screenAudio: 'share' };

/** Reads the name of a stream, `user|device|kind`; `null` for one of another form. */
export function sourceOf(stream: string): Source | null {
  const [user, deviceId, kind = '', more] = stream.split('|').map(decoded);
  const role = ROLE_OF[kind];
  return user === undefined || deviceId === undefined || role === undefined || more !== undefined ? null : { user, deviceId, role };
}

/** The source of each section that sends something, by `mid`; and the offer with sound and picture in one stream. */
export function readOffer(sdp: string): { sdp: string; sources: Map<string, Source> } {
  const sources = new Map<string, Source>();
  const sections = sdp.split(/^(?=m=)/m).map((section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    const stream = /^a=msid:(\S+) /m.exec(section)?.[1] ?? '';
    const source = sourceOf(stream);
    const sends = !/^m=\S+ 0 /.test(section) && !/^a=(?:inactive|recvonly)\r?$/m.test(section);
    if (mid === undefined || source === null || !sends) return section;
    sources.set(mid, source);
    return section.replaceAll(`msid:${stream} `, `msid:${stream.slice(0, stream.lastIndexOf('|'))}|${STREAM_OF[source.role]} `);
  });
  return { sdp: sections.join(''), sources };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
