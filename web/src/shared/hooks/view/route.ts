// What an address of the page means: /chat, /chat/c/12 and /chat/c/12/345 (a message's position).

export interface Route {
  channelId: number | null;
  /** The position to land on; `null` for where the user left off. */
  seq: number | null;
}

const ADDRESS = /^\/chat\/c\/(\d{1,15})(?:\/(\d{1,15}))?\/?$/;

export function parseRoute(path: string): Route {
  const found = ADDRESS.exec(path);
  if (found === null) return { channelId: null, seq: null };
  return {
    channelId: Number(found[1]),
    seq: found[2] === undefined ? null : Number(found[2]),
  };
}

export function formatRoute(route: Route): string {
  if (route.channelId === null) return '/chat';
  const channel = `/chat/c/${route.channelId}`;
  return route.seq === null ? channel : `${channel}/${route.seq}`;
}
