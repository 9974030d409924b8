import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { parseBlocks } from '../../src/core/formatting/blocks';
import type { ErrorCode, Message } from '../../src/core/protocol/generated';
import { mentionsIn, messageOf, personOf, typingOf } from '../fakes/samples';
import { contracted } from '../fakes/contract';
import { DEADLINE, json, useStage } from './stage';

vi.mock('../../src/core/formatting/blocks', { spy: true });

describe('an open conversation in the widget', () => {
  const stage = useStage();
  const { all, appear, found, press, texts, type } = stage;

  it('completes people after an @', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ text: 'hello' })];
    appear();
    stage.widget.open();
    await found('.bubble', 'hello');
    await type('thanks @bo');
    const option = await found('[role=option]', 'Bob Kowalski');
    expect(option.textContent).toContain('@bob');
    // Safari's order: the composition ends before the key that ends it.
    for (const key of ['Enter', 'Tab', 'Escape']) await press(key, { keyCode: 229 });
    expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('thanks @bo');
    expect(all('[role=option]')).toHaveLength(1);
    await press('Enter');
    await vi.waitFor(async () => expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('thanks @bob '), DEADLINE);
    await vi.waitFor(() => expect(all('[role=option]')).toEqual([]), DEADLINE);
    await press('Enter');
    await vi.waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['thanks @bob']), DEADLINE);
    // Declined with Escape, the panel stays open and Enter sends what was written.
    await type('and @bo');
    await found('[role=option]', 'Bob Kowalski');
    await press('Escape');
    await vi.waitFor(() => expect(all('[role=option]')).toEqual([]), DEADLINE);
    expect(all('.panel')[0]?.hidden).toBe(false);
    await press('Enter');
    await vi.waitFor(() => expect(stage.server.messages.at(-1)?.text).toBe('and @bo'), DEADLINE);
  });

  it('completes so that the browser can undo it', async () => {
    const commands: unknown[] = [];
    const exec = (...command: unknown[]): boolean => commands.push(command) === 0;
    Object.defineProperty(document, 'execCommand', { value: exec, configurable: true });
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.hint', 'No messages yet.');
    await type('thanks @bo');
    await found('[role=option]', 'Bob Kowalski');
    await press('Enter');
    await vi.waitFor(() => expect(commands).toHaveLength(1), DEADLINE);
    expect(commands).toEqual([['insertText', false, expect.stringContaining('b ')]]);
    Reflect.deleteProperty(document, 'execCommand');
  });

  it('leaves a name alone that is complete where the sentence ends', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.people = [personOf('bob', { displayName: 'Bob Kowalski' }), personOf('bob.smith', { displayName: 'Bob Smith' })];
    appear();
    stage.widget.open();
    await found('.hint', 'No messages yet.');
    await type('Thanks @bo');
    await vi.waitFor(() => expect(texts('[role=option]')).toHaveLength(2), DEADLINE);
    await type('Thanks @bob.');
    await vi.waitFor(() => expect(all('[role=option]')).toEqual([]), DEADLINE);
    await type('Thanks @bob.s');
    await found('[role=option]', 'Bob Smith');
    await type('Thanks @bob.');
    await vi.waitFor(() => expect(all('[role=option]')).toEqual([]), DEADLINE);
    await press('Enter');
    await vi.waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['Thanks @bob.']), DEADLINE);
  });

  it.each([
    ['o’brien', 'Pat O’Brien', '@o’b'],
    ["o'brien", 'Pat O’Brien', "@o'b"],
    ['jose\u0301', 'Jose\u0301 Garcia', '@jose\u0301'],
    ['l.weiss', 'Łukasz Weiß', '@lukasz'],
    ['weiß', 'Łukasz', '@weiss'],
  ])('completes %s', async (username, displayName, written) => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.people = [personOf(username, { displayName })];
    appear();
    stage.widget.open();
    await found('.hint', 'No messages yet.');
    await type(written);
    await found('[role=option]', displayName);
  });

  it('says what happened by the names of those who did it', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ type: 'system', userId: 'bob', text: 'bob commented on the ticket.', system: { event: 'ticket_comment', userIds: [] } })];
    appear();
    stage.widget.open();
    await found('.system', 'Bob Kowalski commented on the ticket.');
  });

  it('lets the name above a message turn nothing around it', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.people = [personOf('bob', { displayName: 'דוד' })];
    stage.history = [messageOf({ text: 'hello', userId: 'bob' })];
    appear();
    stage.widget.open();
    const name = await found('.by b');
    const style = document.createElement('style');
    style.textContent = await readFile(join(import.meta.dirname, '../../src/widget/conversation/conversation.css'), 'utf8');
    stage.widget.shadowRoot?.append(style);
    expect(getComputedStyle(name).unicodeBidi).toBe('isolate');
  });

  it('stays at its end when the window changes its size', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const resized = new Set<() => void>();
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(callback: () => void) {
          resized.add(callback);
        }
        observe(): void {}
        disconnect(): void {}
      },
    );
    stage.history = [messageOf({ text: 'hello' })];
    appear();
    stage.widget.open();
    await found('.bubble', 'hello');
    const log = (await found('.log')) as HTMLElement;
    const become = (size: { clientHeight: number; scrollHeight: number }): void => {
      for (const [name, value] of Object.entries(size)) Object.defineProperty(log, name, { value, configurable: true });
    };
    const observe = (): void => resized.forEach((callback) => callback());
    become({ clientHeight: 400, scrollHeight: 1000 });
    observe();
    log.scrollTop = 600;
    // Narrower: the lines break, and the browser moves the list before anybody is told of the new size.
    become({ clientHeight: 300, scrollHeight: 1600 });
    log.dispatchEvent(new Event('scroll'));
    observe();
    expect(log.scrollTop).toBe(1600);
  });

  it('stays at its end when the text is measured', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ text: 'hello' })];
    appear();
    stage.widget.open();
    await found('.bubble', 'hello');
    const [log, form, field] = [await found('.log'), await found('.composer'), await found('textarea')];
    // For a moment a field of one line: a list that got its room would be moved by the browser, and stay there.
    Object.defineProperty(field, 'scrollHeight', {
      get: () => {
        if (field.style.height === 'auto' && form.style.minHeight === '') log.scrollTop -= 20;
        return 60;
      },
    });
    await type('two\nlines');
    log.scrollTop = 600;
    await type('two\nlines.');
    await vi.waitFor(() => expect(field.style.height).toBe('60px'), DEADLINE);
    expect(log.scrollTop).toBe(600);
    expect(form.style.minHeight).toBe('');
  });

  it('keeps the bubbles that are there when older messages come', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const page = (from: number, to: number): Message[] =>
      Array.from({ length: to - from + 1 }, (_, index) => messageOf({ id: from + index, seq: from + index, text: `message ${from + index}` }));
    vi.stubGlobal('fetch', contracted((input: URL | string) => {
      const { pathname, searchParams } = new URL(String(input));
      if (pathname.endsWith('/me')) return json({ user: personOf('alice'), permissions: [] });
      if (!pathname.endsWith('/messages')) return json({ items: [] });
      const older = searchParams.has('before');
      return json({ items: older ? page(1, 10) : page(11, 20), hasBefore: !older, hasAfter: false });
    }));
    appear();
    stage.widget.open();
    const bubble = await found('.bubble', 'message 15');
    const log = await found('.log');
    Object.defineProperty(log, 'clientHeight', { value: 100 });
    log.dispatchEvent(new Event('scroll'));
    await found('.bubble', 'message 5');
    expect(await found('.bubble', 'message 15')).toBe(bubble);
    expect(texts('.bubble')).toEqual(page(1, 20).map(({ text }) => text));
  });

  it('shows what is on its way, what was refused, and sends that again', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.server.refuse = () => ({ code: 'forbidden', message: 'not here' });
    appear();
    stage.widget.open();
    await found('.log');
    await type('please');
    await press('Enter');
    await found('.problem', 'not here');
    stage.server.refuse = null;
    (await found('button', 'Try again')).click();
    await vi.waitFor(() => expect(stage.server.messages).toHaveLength(1), DEADLINE);
    await vi.waitFor(() => expect(texts('.bubble')).toEqual(['please']), DEADLINE);
  });

  it.each<[string, () => unknown]>([
    ['throws', () => {
      throw new DOMException('denied', 'SecurityError');
    }],
    ['never answers', () => ({ open: () => ({}) })],
  ])('shows and sends messages where indexedDB %s', async (how, get) => {
    const own = Object.getOwnPropertyDescriptor(window, 'indexedDB');
    Object.defineProperty(window, 'indexedDB', { configurable: true, get });
    onTestFinished(() => void (own === undefined ? Reflect.deleteProperty(window, 'indexedDB') : Object.defineProperty(window, 'indexedDB', own)));
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ text: 'hello' })];
    appear();
    stage.widget.open();
    await found('.bubble', 'hello');
    await type('and back');
    await press('Enter');
    // Storage that is merely slow is waited for.
    await vi.waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['and back']), DEADLINE);
    if (how === 'throws') await found('.notice', 'This browser can’t store messages.');
    await found('.bubble', 'and back');
  });

  it.each<[ErrorCode, string, string]>([
    ['forbidden', 'A moderator has muted you in this channel.', 'Die Moderation hat Sie hier stummgeschaltet.'],
    ['forbidden', 'Only the channel\'s admins can post here.', 'Hier können nur die Admins schreiben.'],
    ['forbidden', 'Something that no widget knows.', 'Dazu fehlt Ihnen die Berechtigung.'],
    ['invalid', 'message contains the character U+202E; remove it', 'Das Zeichen U+202E ist nicht erlaubt.'],
    ['invalid', 'something that no widget knows', ''],
    ['not_found', 'no such channel', 'Das gibt es nicht mehr.'],
  ])('says in German why a message was refused: %s, %s', async (code, message, reason) => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    document.documentElement.lang = 'de';
    stage.server.refuse = () => ({ code, message });
    appear();
    stage.widget.open();
    await found('.log');
    await type('bitte');
    await press('Enter');
    await found('.problem');
    document.documentElement.lang = '';
    expect(texts('.problem')).toEqual([`Nicht gesendet. ${reason}`.trim()]);
  });

  it('asks before a message notifies many people, and sends it once that is confirmed', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.server.refuse = () => ({ code: 'conflict', message: 'confirm', recipients: 34 });
    appear();
    stage.widget.open();
    await found('.log');
    await type('@channel look');
    await press('Enter');
    await found('.problem', 'This notifies 34 people.');
    (await found('.by button', 'Send')).click();
    await vi.waitFor(() => expect(stage.server.messages).toHaveLength(1), DEADLINE);
    expect(stage.server.commands.findLast(({ name }) => name === 'send_message')?.data['confirmed']).toBe(true);
  });

  it('leads from a message that was forwarded without a word to the page, which shows it', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ id: 3, seq: 3, text: '', forwardedFrom: 97 })];
    appear();
    stage.widget.open();
    const link = await found('.bubble a', 'Forwarded message');
    expect((link as HTMLAnchorElement).href).toMatch(/\/chat\/c\/1\/3$/);
  });

  it('folds a long message until somebody wants to read on', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const long = Array.from({ length: 61 }, (_, line) => `line ${line}`).join('\n');
    stage.history = [messageOf({ id: 1, seq: 1, text: long }), messageOf({ id: 2, seq: 2, text: 'short' }), messageOf({ id: 3, seq: 3, text: long.slice(0, 100) })];
    appear();
    stage.widget.open();
    const unfold = await found('.bubble button', 'Show more');
    expect(texts('.bubble button')).toEqual(['Show more']);
    expect(all('.folded')).toHaveLength(1);
    expect(all('.folded')[0]?.textContent).toContain('line 60');
    unfold.click();
    await found('.bubble button[aria-expanded=true]', 'Show less');
    expect(all('.folded')).toHaveLength(0);
    (await found('.bubble button', 'Show less')).click();
    await found('.folded', 'line 0');
  });

  it('mutes the conversation, and unmutes it', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    const asked = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'set_channel_preferences').map(({ data }) => data);
    (await found('.head button', 'Mute')).click();
    await vi.waitFor(() => expect(asked()).toEqual([{ channelId: 1, muted: true }]), DEADLINE);
    for (const socket of stage.server.sockets) socket.event('preferences_updated', { stream: 'user', seq: 1, channelId: 1, channelSeq: 1, notify: 'mentions', muted: true, mutedUntil: null, pinned: false, hidden: false });
    (await found('.head button', 'Unmute')).click();
    await vi.waitFor(() => expect(asked()).toHaveLength(2), DEADLINE);
    expect(asked()[1]).toEqual({ channelId: 1, muted: false });
  });

  it('shows live messages once each, marks them read, and says who types', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    for (const socket of stage.server.sockets) socket.event('user_typing', typingOf('bob'));
    await found('.typing', 'Bob Kowalski typing…');
    stage.server.post('first');
    stage.server.post('second');
    await vi.waitFor(() => expect(texts('.bubble')).toEqual(['first', 'second']), DEADLINE);
    await vi.waitFor(() => expect(stage.server.commands.findLast(({ name }) => name === 'mark_read')?.data['seq']).toBe(2), DEADLINE);
  });

  it('paints the mentions that the server found, and no others', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const text = '@bob, @eve and @alice';
    stage.history = [messageOf({ text, mentions: mentionsIn(text, 'bob') })];
    appear();
    stage.widget.open();
    await found('.bubble', '@Bob Kowalski, @eve and @alice');
    expect(texts('.bubble .at')).toEqual(['@Bob Kowalski']);
  });

  it('reads a message’s formatting once, not at every key', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [1, 2, 3].map((seq) => messageOf({ id: seq, seq, text: `**one** of ${seq}` }));
    appear();
    stage.widget.open();
    await found('.bubble strong', 'one');
    await type('h');
    const before = vi.mocked(parseBlocks).mock.calls.length;
    await type('ha');
    await type('hal');
    expect(vi.mocked(parseBlocks).mock.calls.length).toBe(before);
    stage.server.post('and **more**');
    await found('.bubble strong', 'more');
  });

  it('does not mark read what nobody sees', async () => {
    document.hasFocus = () => false;
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    stage.server.post('unseen');
    await found('.bubble', 'unseen');
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['']), DEADLINE);
    expect(stage.server.commands.some(({ name }) => name === 'mark_read')).toBe(false);
  });

  it('says that there is no connection as soon as the browser does, and that a message waits for it after three seconds', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    // A line that is dead without having been closed.
    stage.server.silent = true;
    await type('into the void');
    await press('Enter');
    await found('.by', 'Sending…');
    await found('.by', 'Waiting for the connection…');
    const said = (): boolean => texts('.notice').some((text) => text.includes('No connection'));
    expect(said()).toBe(false);
    window.dispatchEvent(new Event('offline'));
    await found('.notice', 'No connection');
    stage.server.silent = false;
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(said()).toBe(false), DEADLINE);
  });

  it('says so while the server is away, and delivers afterwards', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    stage.server.up = false;
    stage.server.drop();
    await found('.notice', 'No connection');
    await type('written offline');
    await press('Enter');
    await found('.by', 'Waiting for the connection…');
    stage.server.up = true;
    (await found('.notice button')).click();
    await vi.waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['written offline']), DEADLINE);
  });
});
