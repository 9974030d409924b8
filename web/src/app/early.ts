// Talks to the server while the page's scripts are still on their way: it logs in, and asks for what is shown first.
// A script of its own, which imports nothing; `takeEarly` hands over what has come.

import type { Early } from './take-early';

/** As in the core: the login, the sub-protocol, and the conversation that was open last. */
const TOKEN_KEY = 'authToken';
const SUB_PROTOCOL = 'orvale.chat.v1.msgpack';
const LAST_KEY = 'orvale-chat.last-channel';
const NARROW = '(max-width: 720px)';
/** In whatever concerns the messages of a conversation. */
const CHANNEL_ID = new TextEncoder().encode('channelId');

const token = stored(TOKEN_KEY);
// `null`: the page has started already, and opens its own connection.
if (token !== null && window.orvaleChatEarly !== null) window.orvaleChatEarly = begin(token);

function begin(login: string): Early {
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/chat/ws`, SUB_PROTOCOL);
  socket.binaryType = 'arraybuffer';
  const early: Early = { socket, token: login, frames: [], answers: {}, changed: false, onFrame: null };
  const ask = (path: string): void => {
    const answer = fetch(path, { headers: { accept: 'application/json', authorization: `Bearer ${login}` } });
    answer.catch(() => undefined);
    early.answers[path] = answer;
  };
  let count = 0;
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
    count += 1;
    early.frames.push(data);
    // The first frame says hello, the second has the snapshot: messages that are requested here are no older.
    if (count === 1) socket.send(authenticate(login));
    else if (count === 2) askForMessages(ask);
    else if (Object.keys(early.answers).length > 0) early.changed ||= includes(new Uint8Array(data), CHANNEL_ID);
    early.onFrame?.();
  });
  ask('/api/chat/users?limit=50');
  return early;
}

function askForMessages(ask: (path: string) => void): void {
  const [, opened, position] = /^\/chat(?:\/c\/(\d{1,15})(\/\d+)?)?\/?$/.exec(location.pathname) ?? [];
  const isBare = /^\/chat\/?$/.test(location.pathname);
  const channelId = opened ?? (isBare && !matchMedia(NARROW).matches ? stored(LAST_KEY) : null);
  if (channelId !== null && /^\d{1,15}$/.test(channelId) && position === undefined) ask(`/api/chat/channels/${channelId}/messages?limit=50`);
}

/** The first command, `[1, 1, 'authenticate', { token }]`, as MessagePack. */
function authenticate(login: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const [name, key, value] = [encoder.encode('authenticate'), encoder.encode('token'), encoder.encode(login)];
  const { length } = value;
  const head = length < 32 ? [0xa0 + length] : length < 256 ? [0xd9, length] : [0xda, length >> 8, length & 0xff];
  return new Uint8Array([0x94, 1, 1, 0xa0 + name.length, ...name, 0x81, 0xa0 + key.length, ...key, ...head, ...value]);
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return bytes.some((_, start) => wanted.every((byte, index) => bytes[start + index] === byte));
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    // Storage refused: nobody is logged in before the page says so.
    return null;
  }
}
