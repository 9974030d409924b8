import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { parseBlocks } from '../../src/core/formatting/blocks';
import type { ChannelView, Message } from '../../src/core/protocol/generated';
import { OrvaleChatWidget } from '../../src/widget/element';
import { channelOf, mentionsIn, messageOf, personOf } from '../fakes/samples';
import { FakeServer } from '../fakes/server';

vi.mock('../../src/core/formatting/blocks', { spy: true });

/** An address for each test: a session outlives its element by some seconds, on purpose. */
let address = 0;
const DEADLINE = { timeout: 10_000, interval: 10 };

describe('the widget', () => {
  let server: FakeServer;
  let widget: OrvaleChatWidget;
  let items: ChannelView[];
  let history: Message[];

  beforeEach(() => {
    server = new FakeServer();
    address += 1;
    items = [channelOf({ id: 1, name: 'general', lastMessage: messageOf({ text: 'see **this**' }) })];
    history = [];
    vi.stubGlobal('WebSocket', server.constructorFor);
    vi.stubGlobal('fetch', (input: URL | string) => {
      const path = new URL(String(input), 'http://chat.test').pathname;
      if (path.endsWith('/messages')) return json({ items: [...history, ...server.messages], hasBefore: false, hasAfter: false });
      if (path.endsWith('/users')) return json({ items: [personOf('bob', { displayName: 'Bob Kowalski' })] });
      return json({ items });
    });
    localStorage.setItem('authToken', 'good');
    document.hasFocus = () => true;
  });

  afterEach(() => {
    document.body.replaceChildren();
    localStorage.clear();
    sessionStorage.clear();
    vi.unstubAllGlobals();
  });

  function appear(attributes: Record<string, string> = {}): void {
    widget = new OrvaleChatWidget();
    for (const [name, value] of Object.entries({ server: `http://chat-${address}.test`, ...attributes })) widget.setAttribute(name, value);
    document.body.append(widget);
  }

  const all = (selector: string): HTMLElement[] => [...(widget.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const texts = (selector: string): string[] => all(selector).map((element) => element.textContent ?? '');

  /** Waits until it is there. */
  async function found(selector: string, text = ''): Promise<HTMLElement> {
    return vi.waitFor(() => {
      const element = all(selector).find((candidate) => candidate.textContent?.includes(text));
      if (element === undefined) throw new Error(`no ${selector} with "${text}" in ${widget.shadowRoot?.innerHTML ?? ''}`);
      return element;
    }, DEADLINE);
  }

  async function type(text: string): Promise<void> {
    const field = (await found('textarea')) as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await vi.waitFor(() => expect(field.value).toBe(text), DEADLINE);
  }

  async function press(key: string, init: KeyboardEventInit = {}): Promise<void> {
    (await found('textarea')).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  }

  it('shows the badge before it is opened', async () => {
    items = [channelOf({ type: 'direct', unreadCount: 3 })];
    appear();
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['3']), DEADLINE);
    expect(all('.launcher')[0]?.ariaLabel).toBe('Open chat, 3 unread');
    expect(all('.card')).toEqual([]);
  });

  it('lists the conversations with their last message, and opens one', async () => {
    appear();
    widget.open();
    await found('.row', 'Bob Kowalski: see this');
    await found('.row', 'general');
    history = [messageOf({ text: 'hello <b>there</b>' })];
    (await found('.row', 'general')).click();
    const bubble = await found('.bubble', 'hello <b>there</b>');
    expect(bubble.querySelector('b')).toBeNull();
    await found('.by', 'Bob Kowalski');
    (await found('.head button')).click();
    await found('.row', 'general');
  });

  it('sends a quick message without opening the conversation', async () => {
    appear();
    widget.open();
    await type('on my way');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    await vi.waitFor(() => expect(server.messages.map(({ text }) => text)).toEqual(['on my way']), DEADLINE);
    expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('');
  });

  it('keeps whom a quick message goes to while one writes, whatever arrives', async () => {
    appear();
    widget.open();
    await found('.row', 'general');
    const field = (await found('.quick textarea')) as HTMLTextAreaElement;
    const busy = (from: number, to: number, lastMessageAt = from): void => {
      for (let id = from; id <= to; id += 1) {
        const channel = channelOf({ id, name: `other-${id}`, lastMessageAt });
        for (const socket of server.sockets) socket.event('channel_joined', { stream: 'user', seq: id - 1, channelId: id, channel });
      }
    };
    const recipient = (): string => (all('.quick select')[0] as HTMLSelectElement).value;
    field.focus();
    busy(2, 2);
    await found('.row', 'other-2');
    expect(recipient()).toBe('1');
    await type('half a thou');
    // Now it is no longer among those that are listed.
    busy(3, 8);
    await found('.row', 'other-7');
    expect(texts('.row .who')).not.toContain('general');
    expect(all('.quick textarea')[0]).toBe(field);
    expect(widget.shadowRoot?.activeElement).toBe(field);
    expect(field.value).toBe('half a thou');
    expect(recipient()).toBe('1');
    // Words hold it as well as the focus does.
    field.blur();
    busy(9, 9);
    await found('.row', 'other-9');
    expect(recipient()).toBe('1');
    expect(field.value).toBe('half a thou');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    await vi.waitFor(() => expect(server.commands.find(({ name }) => name === 'send_message')?.data['channelId']).toBe(1), DEADLINE);
    // Sent, and nobody is at it: the latest again.
    busy(10, 10, Date.now() + 60_000);
    await vi.waitFor(() => expect(recipient()).toBe('10'), DEADLINE);
  });

  it('does not send while a word is being composed, nor on Shift and Enter', async () => {
    appear();
    widget.open();
    await type('かな');
    await press('Enter', { isComposing: true });
    await press('Enter', { keyCode: 229 });
    await press('Enter', { shiftKey: true });
    await type('かなです');
    await press('Enter');
    await vi.waitFor(() => expect(server.messages.map(({ text }) => text)).toEqual(['かなです']), DEADLINE);
  });

  it('shows what is on its way, what was refused, and sends that again', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    server.refuse = () => ({ code: 'forbidden', message: 'not here' });
    appear();
    widget.open();
    await found('.log');
    await type('please');
    await press('Enter');
    await found('.problem', 'not here');
    server.refuse = null;
    (await found('button', 'Try again')).click();
    await vi.waitFor(() => expect(server.messages).toHaveLength(1), DEADLINE);
    await vi.waitFor(() => expect(texts('.bubble')).toEqual(['please']), DEADLINE);
  });

  it('shows live messages once each, marks them read, and says who types', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    widget.open();
    await found('.log');
    for (const socket of server.sockets) socket.event('user_typing', { channelId: 1, user: 'bob', typing: true });
    await found('.typing', 'Bob Kowalski typing…');
    server.post('first');
    server.post('second');
    await vi.waitFor(() => expect(texts('.bubble')).toEqual(['first', 'second']), DEADLINE);
    await vi.waitFor(() => expect(server.commands.findLast(({ name }) => name === 'mark_read')?.data['seq']).toBe(2), DEADLINE);
  });

  it('paints the mentions that the server found, and no others', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const text = '@bob, @eve and @alice';
    history = [messageOf({ text, mentions: mentionsIn(text, 'bob') })];
    appear();
    widget.open();
    await found('.bubble', '@Bob Kowalski, @eve and @alice');
    expect(texts('.bubble .at')).toEqual(['@Bob Kowalski']);
  });

  it('reads a message’s formatting once, not at every key', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    history = [1, 2, 3].map((seq) => messageOf({ id: seq, seq, text: `**one** of ${seq}` }));
    appear();
    widget.open();
    await found('.bubble strong', 'one');
    await type('h');
    const before = vi.mocked(parseBlocks).mock.calls.length;
    await type('ha');
    await type('hal');
    expect(vi.mocked(parseBlocks).mock.calls.length).toBe(before);
    server.post('and **more**');
    await found('.bubble strong', 'more');
  });

  it('does not mark read what nobody sees', async () => {
    document.hasFocus = () => false;
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    widget.open();
    await found('.log');
    server.post('unseen');
    await found('.bubble', 'unseen');
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['']), DEADLINE);
    expect(server.commands.some(({ name }) => name === 'mark_read')).toBe(false);
  });

  it('keeps its place and its draft when the page changes', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    widget.open();
    await found('.log');
    await type('half a thou');
    widget.remove();
    appear();
    await found('.log');
    expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('half a thou');
  });

  it('folds up on Escape, and keeps the keys from the page', async () => {
    const heard = vi.fn();
    document.addEventListener('keydown', heard);
    appear();
    widget.open();
    await found('textarea');
    await press('k');
    await press('Escape');
    expect(heard).not.toHaveBeenCalled();
    expect(all('.panel')[0]?.hidden).toBe(true);
    expect(all('.launcher')[0]?.hidden).toBe(false);
    document.removeEventListener('keydown', heard);
  });

  it('is calm without a login, and comes alive with one', async () => {
    localStorage.clear();
    appear({ 'login-url': '/sign-in' });
    widget.open();
    const link = (await found('.middle a', 'Log in')) as HTMLAnchorElement;
    expect(link.getAttribute('href')).toBe('/sign-in');
    expect(server.commands).toEqual([]);
    localStorage.setItem('authToken', 'good');
    await found('.row', 'general');
    localStorage.clear();
    await found('.middle a', 'Log in');
  });

  it('takes the login from a function, and says so when it is bad', async () => {
    localStorage.clear();
    appear();
    widget.token = () => Promise.resolve('stale');
    widget.open();
    await found('.middle', 'You’re not logged in');
    widget.token = () => 'good';
    await found('.row', 'general');
  });

  it('asks a new function at once, and outlives one that fails', async () => {
    localStorage.clear();
    items = [channelOf({ mentionCount: 4, unreadCount: 4 })];
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const offline = vi.fn(() => Promise.reject(new TypeError('offline')));
    appear();
    widget.token = offline;
    await vi.waitFor(() => expect(offline).toHaveBeenCalledOnce(), DEADLINE);
    widget.token = () => 'good';
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['4']), DEADLINE);
    expect(unhandled).not.toHaveBeenCalled();
    process.off('unhandledRejection', unhandled);
  });

  it('opens where it is put again after it was taken out while it loaded', async () => {
    appear();
    widget.open();
    widget.remove();
    await import('../../src/widget/panel/mount');
    await new Promise((resolve) => setImmediate(resolve));
    document.body.append(widget);
    widget.open();
    await found('.row', 'general');
  });

  it('has no badge any more once the page has logged out', async () => {
    server.channel = channelOf({ unreadCount: 3, mentionCount: 3 });
    appear();
    widget.open();
    await found('.row', 'general');
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['3']), DEADLINE);
    widget.close();
    localStorage.clear();
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['']), DEADLINE);
    expect(all('.badge')[0]?.hidden).toBe(true);
  });

  it('shows nothing of what was asked for under another login', async () => {
    const answers: ((response: Response) => void)[] = [];
    const answer = (text: string): Response => new Response(JSON.stringify({ items: [channelOf({ lastMessage: messageOf({ text }) })] }));
    vi.stubGlobal('fetch', (input: URL | string) =>
      new URL(String(input)).pathname.endsWith('/channels') ? new Promise<Response>((resolve) => answers.push(resolve)) : json({ items: [] }),
    );
    sessionStorage.setItem('orvale-chat.open', '1');
    server.tokens.add('another');
    appear();
    await vi.waitFor(() => expect(answers).toHaveLength(1), DEADLINE);
    localStorage.setItem('authToken', 'another');
    await vi.waitFor(() => expect(answers).toHaveLength(2), DEADLINE);
    answers[1]?.(answer('for this one'));
    await found('.row', 'for this one');
    answers[0]?.(answer('for the other'));
    // Its answer is read and shown in turns of their own.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(texts('.row').join(' ')).toContain('for this one');
  });

  it('says so while the server is away, and delivers afterwards', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    widget.open();
    await found('.log');
    server.up = false;
    server.drop();
    await found('.notice', 'No connection');
    await type('written offline');
    await press('Enter');
    await found('.by', 'Waiting for the connection…');
    server.up = true;
    (await found('.notice button')).click();
    await vi.waitFor(() => expect(server.messages.map(({ text }) => text)).toEqual(['written offline']), DEADLINE);
  });

  it('is not there on the chat page, nor where the page does not want it', async () => {
    appear({ 'hidden-paths': '/private, /chat' });
    const hidden = (): boolean => all('.widget')[0]?.hidden === true;
    expect(hidden()).toBe(false);
    for (const [path, gone] of [['/chat/c/1', true], ['/chatter', false], ['/private', true], ['/tickets', false]] as const) {
      history = [];
      window.history.pushState(null, '', path);
      await vi.waitFor(() => expect(hidden(), path).toBe(gone), DEADLINE);
    }
  });

  it('speaks German on a German page', async () => {
    document.documentElement.lang = 'de';
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    widget.open();
    await found('.log');
    for (const user of ['bob', 'eve']) {
      for (const socket of server.sockets) socket.event('user_typing', { channelId: 1, user, typing: true });
    }
    await found('.typing', 'eve schreiben…');
    (await found('.head button')).click();
    await found('.all', 'Alle Unterhaltungen');
    document.documentElement.lang = 'en';
  });
});

function json(body: unknown): Promise<Response> {
  return Promise.resolve(new Response(JSON.stringify(body)));
}
