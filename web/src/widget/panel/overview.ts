// What the list of conversations shows, over REST: it needs no session. The bell says when to look
// again, and who comes and goes.

import type { ChannelView, Person } from '../../core/protocol/generated';
import { RestReader } from '../../core/rest/reader';
import { Directory, type Acquaintances } from '../../core/session/directory';
import type { ListState } from './context';

const ASK_AGAIN_MS = 5000;
const EMPTY: ListState = { me: null, permissions: [], channels: {}, people: {}, presence: {} };

export class Overview implements Acquaintances {
  state: ListState = EMPTY;
  readonly rest: RestReader;
  readonly #directory: Directory;
  #identified = false;
  #ended = false;

  constructor(
    server: string,
    token: () => Promise<string | null>,
    private readonly onChange: () => void,
  ) {
    this.rest = new RestReader({ server, token });
    this.#directory = new Directory(this, this.rest);
  }

  /** Ends: what is still on its way belongs to a login that was left. */
  end(): void {
    this.#ended = true;
  }

  /** Takes the conversations as the server lists them, and learns who is in them. */
  take(channels: readonly ChannelView[]): void {
    this.set({ channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])) });
    if (!this.#identified) void this.#identify();
    this.#directory.need(channels.flatMap(({ members, lastMessage }) => members.concat(lastMessage ? [lastMessage, ...lastMessage.mentions].map(({ userId }) => userId) : [])));
  }

  /** Takes in the names that were looked up. */
  dispatch({ people }: { people: readonly Person[] }): void {
    const learned = people.map((person) => [person.username, person] as const);
    this.set({ people: { ...this.state.people, ...Object.fromEntries(learned) } });
  }

  async #identify(): Promise<void> {
    this.#identified = true;
    try {
      const { user, permissions } = await this.rest.request('/api/auth/me');
      this.set({ me: user, permissions });
    } catch {
      // Without it nothing can be shown.
      if (!this.#ended) setTimeout(() => void this.#identify(), ASK_AGAIN_MS);
    }
  }

  /** Takes something in, unless this has ended. */
  set(change: Partial<ListState>): void {
    if (this.#ended) return;
    this.state = { ...this.state, ...change };
    this.onChange();
  }
}
