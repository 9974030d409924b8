// Where the user is, as an address: the conversation, and the pane and the dialog that are open over it,
// e.g. `/chat/c/12?pane=pins` or `/chat/c/12?dialog=channel_settings:12`.

import { formatRoute, parseRoute, type Route } from './route';
import type { Dialog, Pane } from './state';

/** How what something is opened with is written in the address, so that it is found again there. */
export interface InAddress<Payload> {
  write(payload: Payload): string;
  /** `null` for text that nothing is written as. */
  read(text: string): Payload | null;
}

/** For what is opened with nothing. */
export const NAME_ONLY: InAddress<object> = {
  write: () => '',
  read: (text) => (text === '' ? {} : null),
};

/** For what is opened for a channel. */
export const OF_CHANNEL: InAddress<{ channelId: number }> = {
  write: ({ channelId }) => String(channelId),
  read: (text) => (/^\d{1,15}$/.test(text) ? { channelId: Number(text) } : null),
};

export interface Place {
  readonly route: Route;
  readonly pane: Pane | null;
  readonly dialog: Dialog | null;
}

/** The bare page: the list of conversations. */
const NOWHERE: Place = { route: { channelId: null, seq: null }, pane: null, dialog: null };

/** A kind of address, e.g. that of a conversation, or of an invitation that was sent to somebody. */
export interface RouteEntry {
  readonly name: string;
  /** What a path leads to; `null` for a path of another kind. What is open then has its own address. */
  read(path: string): Partial<Place> | null;
}

export const LIST: RouteEntry = { name: 'list', read: (path) => (/^\/chat\/?$/.test(path) ? {} : null) };

export const CONVERSATION: RouteEntry = {
  name: 'conversation',
  read: (path) => {
    const route = parseRoute(path);
    return route === null ? null : { route };
  },
};

interface Entry {
  readonly address?: { write(payload: never): string; read(text: string): object | null };
  /** True for a pane that needs no conversation to stand beside. */
  readonly anywhere?: boolean;
  /** True for a pane that Back closes wherever it stands. */
  readonly ownStep?: boolean;
}

type Entries = Readonly<Record<string, Entry>>;

/** What an address can be made of. */
export interface Openable {
  readonly routes: readonly RouteEntry[];
  readonly panes: Entries;
  readonly dialogs: Entries;
}

export function formatPlace({ route, pane, dialog }: Place, { panes, dialogs }: Openable): string {
  const parts = [
    ['pane', isShown({ route, pane }, panes) ? format(pane, panes) : null],
    ['dialog', format(dialog, dialogs)],
  ].flatMap(([name, text]) => (text === null ? [] : `${name}=${text}`));
  return [formatRoute(route), ...(parts.length > 0 ? [parts.join('&')] : [])].join('?');
}

/** Whether there is a pane: most stand beside a conversation. */
export function isShown({ route, pane }: Pick<Place, 'route' | 'pane'>, panes: Entries): boolean {
  return pane !== null && (route.channelId !== null || panes[pane.name]?.anywhere === true);
}

/** What an address leads to; the list of conversations for one that is of no kind. */
export function parsePlace(address: Pick<Location, 'pathname' | 'search'>, openable: Openable): Place {
  return placeAt(address, openable) ?? NOWHERE;
}

/** What an address leads to; `null` for one that is of no kind. */
export function placeAt({ pathname, search }: Pick<Location, 'pathname' | 'search'>, { routes, panes, dialogs }: Openable): Place | null {
  const query = new URLSearchParams(search);
  for (const { read } of routes) {
    const found = read(pathname);
    if (found !== null) return { ...NOWHERE, pane: parse<Pane>(query.get('pane'), panes), dialog: parse<Dialog>(query.get('dialog'), dialogs), ...found };
  }
  return null;
}

export interface Layering {
  /** Whether a pane covers the conversation. */
  covers: boolean;
  /** Whether the conversation was opened along with the pane: Back then leads to what was before both. */
  held: boolean;
}

/** Whether a pane is a step of its own where it does not cover the conversation. */
export function isOwnStep(pane: Pane | null, { panes }: Pick<Openable, 'panes'>): boolean {
  return pane !== null && panes[pane.name]?.ownStep === true;
}

/**
 * The addresses of the steps that a place takes in the browser's history. Each one after the first stands
 * for a layer over it, which Back takes away: a dialog, a pane where there is no room beside it, and one
 * that is a step of its own.
 */
export function stepsOf({ route, pane, dialog }: Place, { covers, held }: Layering, openable: Openable): readonly string[] {
  const layered = !held && (covers || isOwnStep(pane, openable)) && isShown({ route, pane }, openable.panes);
  const places: Place[] = [
    { route, pane: layered ? null : pane, dialog: null },
    ...(layered ? [{ route, pane, dialog: null }] : []),
    ...(dialog === null ? [] : [{ route, pane, dialog }]),
  ];
  return places.map((place) => formatPlace(place, openable));
}

/** `name` or `name:payload`; `null` for what has no place in an address. */
function format(opened: Pane | Dialog | null, entries: Entries): string | null {
  if (opened === null) return null;
  const { name, ...payload } = opened as { name: string };
  const address = entries[name]?.address;
  if (address === undefined) return null;
  const text = address.write(payload as never);
  return text === '' ? name : `${name}:${encodeURIComponent(text)}`;
}

function parse<Opened>(written: string | null, entries: Entries): Opened | null {
  const [, name = '', text = ''] = /^(\w+)(?::(.*))?$/.exec(written ?? '') ?? [];
  // A name comes from outside: `constructor` opens nothing.
  const address = Object.hasOwn(entries, name) ? entries[name]?.address : undefined;
  const payload = address?.read(text);
  return payload == null ? null : ({ ...payload, name } as Opened);
}
