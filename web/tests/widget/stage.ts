// A widget on a page, with the server that it talks to.

import { afterEach, beforeEach, expect, vi } from 'vitest';

import type { ChannelView, Message, Person, TicketEntry } from '../../src/core/protocol/generated';
import type { FollowedThread, ListedNotification } from '../../src/core/rest/routes.generated';
import { OrvaleChatWidget } from '../../src/widget/element';
import { answered, contracted, refused } from '../fakes/contract';
import { channelOf, messageOf, personOf, preferencesOf, threadOf, ticketOf } from '../fakes/samples';
import { FakeServer } from '../fakes/server';

export const DEADLINE = { timeout: 10_000, interval: 10 };

/** An address for each test: a session outlives its element by some seconds, on purpose. */
let address = 0;

/** What REST was asked to send, and under which key. */
interface Posted {
  key: string | null;
  message: string;
}

export class Stage {
  server = new FakeServer();
  widget = new OrvaleChatWidget();
  /** The conversations that REST lists. */
  items: ChannelView[] = [];
  /** The messages before those that the server holds. */
  history: Message[] = [];
  sent: Posted[] = [];
  /** The threads that are followed, and the replies in each. */
  threads: FollowedThread[] = [];
  replies: Record<number, Message[]> = {};
  /** Whom a search for people finds. */
  people: Person[] = [];
  /** What the user was notified of, the latest first. */
  notifications: ListedNotification[] = [];
  /** The conversations of tickets that the user may see; those asked for, in order. */
  rooms: Record<string, ChannelView> = {};
  asked: string[] = [];
  /** What happened to every ticket. */
  entries: readonly TicketEntry[] = [];
  /** Every request: its method and path. */
  calls: string[] = [];
  /** Whether the user wants to hear what concerns them. */
  sound = true;
  /** Whether REST refuses everything: the user has no access to the chat. */
  refusing = false;
  /** How often sending over REST still fails. */
  failing = 0;

  set(): void {
    this.server = new FakeServer();
    this.items = [channelOf({ id: 1, name: 'general', lastMessage: messageOf({ text: 'see **this**' }) })];
    this.history = [];
    this.sent = [];
    this.threads = [];
    this.replies = {};
    this.people = [personOf('bob', { displayName: 'Bob Kowalski' })];
    this.notifications = [];
    this.rooms = {};
    this.asked = [];
    this.entries = [];
    this.calls = [];
    this.failing = 0;
    this.refusing = false;
    this.sound = true;
    address += 1;
    vi.stubGlobal('WebSocket', this.server.constructorFor);
    vi.stubGlobal('fetch', contracted(this.#fetch));
    localStorage.setItem('authToken', 'good');
    document.hasFocus = () => true;
  }

  clear(): void {
    document.body.replaceChildren();
    localStorage.clear();
    sessionStorage.clear();
    vi.unstubAllGlobals();
  }

  #fetch = (input: URL | string, { method = 'GET', headers, body }: RequestInit = {}): Promise<Response> => {
    const { pathname: path, searchParams } = new URL(input, 'http://chat.test');
    const answer = (value: unknown): Promise<Response> => Promise.resolve(answered(method, path, value));
    this.calls.push(`${method} ${path}`);
    if (this.refusing) return Promise.resolve(refused(403, 'forbidden'));
    if (path.endsWith('/me')) return answer({ user: personOf('alice'), permissions: [] });
    if (path.endsWith('/presence')) return answer({ items: [] });
    const kinds = searchParams.get('kinds')?.split(',');
    if (path.endsWith('/notifications')) return answer({ items: this.notifications.filter(({ kind }) => kinds?.includes(kind)), unreadCount: this.#unread() });
    if (path.endsWith('/notifications/read')) return answer(this.#readNotifications(JSON.parse(String(body)) as { seq?: number; seqs?: number[] }));
    if (path.endsWith('/threads')) return answer({ items: this.threads, unreadThreads: this.threads.length });
    if (path.includes('/threads/')) return answer(this.#ofThread(method, Number(path.split('/').at(-2))));
    if (path.endsWith('/history')) return answer({ items: this.entries });
    if (path.endsWith('/room')) return this.#room(path.split('/').at(-2) ?? '').then((room) => (room === undefined ? new Response('{}', { status: 404 }) : answer(room)));
    if (/\/tickets\/[^/]+$/.test(path)) return this.rooms[path.split('/').at(-1) ?? ''] === undefined ? Promise.resolve(new Response('{}', { status: 404 })) : answer(ticketOf());
    if (path.endsWith('/preferences')) return answer(preferencesOf({ sound: this.sound }));
    if (path.endsWith('/decline')) return answer(null);
    if (method === 'POST') return this.#posted(new Headers(headers), JSON.parse(String(body)) as Posted).then(answer);
    if (path.endsWith('/previews')) return answer(this.history.find(({ id }) => path.includes(`/${id}/`)));
    if (path.startsWith('/api/chat/messages/')) return answer(this.history.find(({ id }) => path.endsWith(`/${id}`)));
    if (path.endsWith('/messages')) return answer({ items: [...this.history, ...this.server.messages], hasBefore: false, hasAfter: false });
    if (path.endsWith('/users')) return answer({ items: this.people });
    return answer({ items: this.items });
  };

  #readNotifications({ seq = 0, seqs = [] }: { seq?: number; seqs?: number[] }): unknown {
    this.notifications = this.notifications.map((item) => (item.seq <= seq || seqs.includes(item.seq) ? { ...item, read: true } : item));
    return { unreadCount: this.#unread() };
  }

  /** As the server counts: reactions to one message are one. */
  #unread(): number {
    const unread = this.notifications.filter(({ read }) => read !== true);
    return new Set(unread.map(({ kind, seq, messageId }) => (kind === 'reaction' ? `to ${messageId}` : seq))).size;
  }

  /** Its replies, or what it is once it was read. */
  #ofThread(method: string, threadId: number): unknown {
    if (method === 'GET') return { items: this.replies[threadId] ?? [], hasBefore: false, hasAfter: false };
    const read = this.threads.find((item) => item.threadId === threadId);
    this.threads = this.threads.filter((item) => item !== read);
    return { threadId, thread: threadOf({ ...read?.thread, unreadCount: 0 }) };
  }

  async #room(number: string): Promise<ChannelView | undefined> {
    this.asked.push(number);
    this.failing -= 1;
    if (this.failing >= 0) throw new TypeError('offline');
    return this.rooms[number];
  }

  #posted(headers: Headers, { message }: Posted): Promise<Message> {
    this.sent.push({ key: headers.get('idempotency-key'), message });
    this.failing -= 1;
    return this.failing >= 0 ? Promise.reject(new TypeError('offline')) : Promise.resolve(this.server.post(message, 'alice'));
  }

  appear = (attributes: Record<string, string> = {}): void => {
    this.widget = new OrvaleChatWidget();
    for (const [name, value] of Object.entries({ server: `http://chat-${address}.test`, ...attributes })) {
      this.widget.setAttribute(name, value);
    }
    document.body.append(this.widget);
  };

  /** The server announces another channel, and lists it from then on. */
  announce = (channel: ChannelView): void => {
    this.items = [...this.items, channel];
    const joined = { stream: 'user' as const, seq: channel.id, channelId: channel.id, channel };
    for (const socket of this.server.sockets) socket.event('channel_joined', joined);
  };

  all = (selector: string): HTMLElement[] => [...(this.widget.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];

  texts = (selector: string): string[] => this.all(selector).map((element) => element.textContent ?? '');

  /** Waits until it is there. */
  found = async (selector: string, text = ''): Promise<HTMLElement> =>
    vi.waitFor(() => {
      const element = this.all(selector).find((candidate) => candidate.textContent?.includes(text));
      if (element === undefined) throw new Error(`no ${selector} with "${text}" in ${this.widget.shadowRoot?.innerHTML ?? ''}`);
      return element;
    }, DEADLINE);

  type = async (text: string): Promise<void> => {
    const field = (await this.found('textarea')) as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await vi.waitFor(() => expect(field.value).toBe(text), DEADLINE);
  };

  /** Presses a key in the field; true: the widget takes it, and the browser does nothing with it. */
  press = async (key: string, init: KeyboardEventInit = {}): Promise<boolean> => !(await this.found('textarea')).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
}

/** A fresh stage for each test of a file. */
export function useStage(): Stage {
  const stage = new Stage();
  beforeEach(() => stage.set());
  afterEach(() => stage.clear());
  return stage;
}

export function json(body: unknown): Promise<Response> {
  return Promise.resolve(new Response(JSON.stringify(body)));
}
