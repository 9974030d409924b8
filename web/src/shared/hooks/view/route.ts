// The address of a conversation: /chat/c/12, or /chat/c/12/345 for a message's position in it.

export interface Route {
  channelId: number | null;
  /** The position to land on; `null` for where the user left off. */
  seq: number | null;
  /** What is shown in place of a conversation, e.g. `tickets/HD-250819-138`: the path behind `/chat/`. */
  page?: string;
}

const ADDRESS = /^\/chat\/c\/(\d{1,15})(?:\/(\d{1,15}))?\/?$/;

/** `null` for what is not the address of a conversation. */
export function parseRoute(path: string): Route | null {
  const [, channelId, seq] = ADDRESS.exec(path) ?? [];
  return channelId === undefined ? null : { channelId: Number(channelId), seq: seq === undefined ? null : Number(seq) };
}

export function formatRoute(route: Route): string {
  if (route.channelId === null) return route.page === undefined ? '/chat' : `/chat/${route.page}`;
  const channel = `/chat/c/${route.channelId}`;
  return route.seq === null ? channel : `${channel}/${route.seq}`;
}
