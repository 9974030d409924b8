// What the list of conversations shows, over REST: it needs no session. The bell says when to look
// again, and who comes and goes.

import type { ChannelView, Person, Presence } from '../../core/protocol/generated';
import { RestReader, type Page } from '../../core/rest/reader';
import type { Me, PersonPresence } from '../../core/rest/routes.generated';
import { Directory, type Acquaintances } from '../../core/session/directory';
import type { ListState } from './context';

const ASK_AGAIN_MS = 5000;
const EMPTY: ListState = { me: null, permissions: [], channels: {}, people: {}, presence: {} };

/** The routes that the list calls beside those that every view reads from. */
class ListReader extends RestReader {
  whoAmI(): Promise<Me> {
    return this.request('/api/auth/me');
  }

  presence(cursor?: string): Promise<Page<PersonPresence>> {
    return this.request('/api/chat/presence', { cursor });
  }
}

export class Overview implements Acquaintances {
  state: ListState = EMPTY;
  readonly rest: ListReader;
  readonly #directory: Directory;
  #identified = false;
  #ended = false;

  constructor(
    server: string,
    token: () => Promise<string | null>,
    private readonly onChange: () => void,
  ) {
    this.rest = new ListReader({ server, token });
    this.#directory = new Directory(this, this.rest);
  }

  /** Ends: what is still on its way belongs to a login that was left. */
  end(): void {
    this.#ended = true;
  }

  /** Takes the conversations as the server lists them, and learns who is in them. */
  take(channels: readonly ChannelView[]): void {
    this.#set({ channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])) });
    if (!this.#identified) void this.#identify();
    this.#directory.need(channels.flatMap(({ members, lastMessage }) => [...members, ...(lastMessage ? [lastMessage.userId] : [])]));
  }

  /** Takes in the names that were looked up. */
  dispatch({ people }: { people: readonly Person[] }): void {
    const learned = people.map((person) => [person.username, person] as const);
    this.#set({ people: { ...this.state.people, ...Object.fromEntries(learned) } });
  }

  /** Fetches the presence of everyone again, since changes before were missed. */
  async lookAround(): Promise<void> {
    const presence: Record<string, Presence> = {};
    try {
      let cursor: string | undefined;
      do {
        const page = await this.rest.presence(cursor);
        for (const { user, ...found } of page.items) presence[user] = found;
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      this.#set({ presence });
    } catch {
      // Who is there then shows with the next connection.
    }
  }

  /** Takes in who came or went, of all that the server says to a bell. */
  hear(decode: (frame: Uint8Array) => unknown, frame: Uint8Array, text: string): void {
    if (!text.startsWith('\xb0presence_updated')) return;
    const [, , { user, ...presence }] = decode(frame) as [number, string, PersonPresence];
    this.#set({ presence: { ...this.state.presence, [user]: presence } });
  }

  async #identify(): Promise<void> {
    this.#identified = true;
    try {
      const { user, permissions } = await this.rest.whoAmI();
      this.#set({ me: user, permissions });
    } catch {
      // Without it nothing can be shown.
      if (!this.#ended) setTimeout(() => void this.#identify(), ASK_AGAIN_MS);
    }
  }

  #set(change: Partial<ListState>): void {
    if (this.#ended) return;
    this.state = { ...this.state, ...change };
    this.onChange();
  }
}
