// What a user can do with channels and their members. The results are applied to the state.

import type { ChannelRole, ChannelSettings, ChannelView, CreateChannel, HistoryReport, Member } from '../protocol/generated';
import type { Page, RestClient } from '../rest/client';
import type { PersonPresence } from '../rest/routes.generated';
import type { ChatStore } from '../store/state';

export class Channels {
  readonly #store: ChatStore;
  readonly #rest: RestClient;

  constructor(store: ChatStore, rest: RestClient) {
    this.#store = store;
    this.#rest = rest;
  }

  /** Public channels, joined or not, or the archived ones. They are not added to the state. */
  browse(query: string, cursor?: string, archived = false): Promise<Page<ChannelView>> {
    return this.#rest.browse(query, cursor, archived);
  }

  /** Adds a channel found by `browse` to the state, to show it. Channels of the user are newer in the state. */
  preview(channel: ChannelView): void {
    const known = this.#store.state.channels[channel.id];
    if (known === undefined || known.role === null) this.#learn(channel);
  }

  async create(settings: CreateChannel): Promise<ChannelView> {
    return this.#learn(await this.#rest.createChannel(settings));
  }

  async update(channelId: number, settings: ChannelSettings): Promise<ChannelView> {
    return this.#learn(await this.#rest.updateChannel(channelId, settings));
  }

  /** Fetches a channel again: its settings, number of members and the user's membership. */
  async refresh(channelId: number): Promise<ChannelView> {
    return this.#learn(await this.#rest.channel(channelId));
  }

  members(channelId: number, cursor?: string): Promise<Page<Member>> {
    return this.#rest.members(channelId, cursor);
  }

  /** The members of a channel who are not offline, by user name; for channels too large to be sent presence. */
  presence(channelId: number, cursor?: string): Promise<Page<PersonPresence>> {
    return this.#rest.presenceIn(channelId, cursor);
  }

  /** Adds people one by one, so that a refusal does not affect the others. */
  async addMembers(channelId: number, usernames: readonly string[]): Promise<PromiseSettledResult<unknown>[]> {
    const results = await Promise.allSettled(usernames.map((username) => this.#rest.addMember(channelId, username)));
    // The next event has the correct number of members.
    if (results.some(({ status }) => status === 'fulfilled')) await this.refresh(channelId).catch(() => undefined);
    return results;
  }

  async removeMember(channelId: number, username: string): Promise<void> {
    await this.#rest.removeMember(channelId, username);
    await this.refresh(channelId);
  }

  async appoint(channelId: number, username: string, role: ChannelRole): Promise<void> {
    await this.#rest.setRole(channelId, username, role);
  }

  /** Makes somebody else the owner; the user becomes an administrator. */
  async handOver(channelId: number, userId: string): Promise<void> {
    this.#learn(await this.#rest.call('POST', `/api/chat/channels/${channelId}/owner`, {}, { userId }));
  }

  /** Makes a private channel of a group. */
  async convert(channelId: number, into: { name: string; withHistory: boolean }): Promise<void> {
    this.#learn(await this.#rest.call('POST', `/api/chat/channels/${channelId}/convert`, {}, into));
  }

  /** How many messages a change of the history setting would show or hide. */
  history(channelId: number): Promise<HistoryReport> {
    return this.#rest.call('GET', `/api/chat/channels/${channelId}/history`);
  }

  #learn(channel: ChannelView): ChannelView {
    this.#store.dispatch({ type: 'channel_learned', channel });
    return channel;
  }
}
