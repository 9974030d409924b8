// All the REST routes, typed.

import type { ChannelRole, ChannelSettings, ChannelView, CreateChannel, Member, Message, Person, PinnedMessage } from '../protocol/generated';
import { CodedReader } from './coded';
import type { AnswerOf, Method, Page, RouteAt } from './reader';
import type { LoggedIn, Me, PersonPresence, PersonStatus, Route, ThreadInbox } from './routes.generated';

export type { MessageAnchor, MessagePage, Page, RestOptions } from './reader';

export class RestClient extends CodedReader {
  /** People by part of their name, user name or team. */
  people(query: string, cursor?: string): Promise<Page<Person>> {
    return this.request('/api/chat/users', { q: query, cursor, limit: 50 });
  }

  login(username: string, password: string): Promise<LoggedIn> {
    return this.call('POST', '/api/auth/login', {}, { username, password });
  }

  logout(everywhere: boolean): Promise<void> {
    return this.call('POST', '/api/auth/logout', {}, { everywhere });
  }

  whoAmI(): Promise<Me> {
    return this.call('GET', '/api/auth/me');
  }

  /**
   * Public channels whose name or topic contains `query`, joined or not; or the archived ones, including the
   * user's private ones.
   */
  browse(query: string, cursor?: string, archived = false): Promise<Page<ChannelView>> {
    return this.call('GET', '/api/chat/channels', { browse: true, archived: archived || undefined, q: query, cursor, limit: 200 });
  }

  channel(channelId: number): Promise<ChannelView> {
    return this.call('GET', `/api/chat/channels/${channelId}`);
  }

  createChannel(settings: CreateChannel): Promise<ChannelView> {
    return this.call('POST', '/api/chat/channels', {}, settings);
  }

  updateChannel(channelId: number, settings: ChannelSettings): Promise<ChannelView> {
    return this.call('PUT', `/api/chat/channels/${channelId}`, {}, settings);
  }

  /** A channel's pinned messages, the newest pin first. */
  pins(channelId: number): Promise<Page<PinnedMessage>> {
    return this.call('GET', `/api/chat/channels/${channelId}/pins`);
  }

  message(messageId: number): Promise<Message> {
    return this.call('GET', `/api/chat/messages/${messageId}`);
  }

  /** The threads that the user follows, those with unread replies first. */
  threads(limit: number, cursor?: string): Promise<ThreadInbox> {
    return this.call('GET', '/api/chat/threads', { limit, cursor });
  }

  join(channelId: number): Promise<ChannelView> {
    return this.call('POST', `/api/chat/channels/${channelId}/join`);
  }

  leave(channelId: number): Promise<void> {
    return this.call('POST', `/api/chat/channels/${channelId}/leave`);
  }

  members(channelId: number, cursor?: string): Promise<Page<Member>> {
    return this.call('GET', `/api/chat/channels/${channelId}/members`, { cursor });
  }

  /** The members of a channel who are not offline, by user name. */
  presenceIn(channelId: number, cursor?: string): Promise<Page<PersonPresence>> {
    return this.call('GET', '/api/chat/presence', { channelId, cursor });
  }

  presenceOf(username: string): Promise<PersonStatus> {
    return this.call('GET', `/api/chat/users/${encodeURIComponent(username)}/presence`);
  }

  addMember(channelId: number, userId: string): Promise<ChannelView> {
    return this.call('POST', `/api/chat/channels/${channelId}/members`, {}, { userId });
  }

  setRole(channelId: number, userId: string, role: ChannelRole): Promise<ChannelView> {
    return this.call('PUT', `/api/chat/channels/${channelId}/members/${encodeURIComponent(userId)}`, {}, { role });
  }

  removeMember(channelId: number, userId: string): Promise<void> {
    return this.call('DELETE', `/api/chat/channels/${channelId}/members/${encodeURIComponent(userId)}`);
  }

  /** The conversation between the user and exactly these people; it is created if there is none. */
  openDirect(usernames: readonly string[]): Promise<ChannelView> {
    return this.call('POST', '/api/chat/direct', {}, { userIds: [...usernames] });
  }

  call<M extends Method, P extends Route['path']>(
    method: M,
    path: P,
    query: RouteAt<M, P>['query'] = {},
    body?: RouteAt<M, P>['body'],
  ): Promise<AnswerOf<M, P>> {
    const sent = body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    // It is the same type, which the compiler does not see where routes have parameters of one name and other types.
    return this.request<P, M>(path, query as never, { method, ...sent });
  }
}
