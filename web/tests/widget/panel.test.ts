import { describe, expect, it, vi } from 'vitest';

import { channelOf, typingOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

describe('the widget', () => {
  const stage = useStage();
  const { all, appear, found, press, texts, type } = stage;

  it('shows the badge before it is opened', async () => {
    stage.items = [channelOf({ type: 'direct', unreadCount: 3 })];
    appear();
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['3']), DEADLINE);
    expect(all('.launcher')[0]?.ariaLabel).toBe('Open chat, 3 unread');
    expect(all('.card')).toEqual([]);
  });

  it.each([
    ['en', 'Open chat, unread'],
    ['de', 'Chat öffnen, ungelesen'],
  ])('names no number where the badge shows none: %s', async (lang, label) => {
    stage.items = [channelOf({ unreadCount: 3 })];
    document.documentElement.lang = lang;
    appear();
    await vi.waitFor(() => expect(all('.badge')[0]?.hidden).toBe(false), DEADLINE);
    document.documentElement.lang = '';
    expect(texts('.badge')).toEqual(['']);
    expect(all('.launcher')[0]?.ariaLabel).toBe(label);
  });

  it('keeps its place and its draft when the page changes', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    await type('half a thou');
    stage.widget.remove();
    appear();
    await found('.log');
    expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('half a thou');
  });

  it('folds up on Escape, and keeps the keys from the page', async () => {
    const heard = vi.fn();
    const kinds = ['keydown', 'keypress', 'keyup'] as const;
    for (const kind of kinds) document.addEventListener(kind, heard);
    appear();
    stage.widget.open();
    const field = await found('textarea');
    for (const kind of kinds) field.dispatchEvent(new KeyboardEvent(kind, { key: 'k', bubbles: true, composed: true }));
    await press('Escape', { composed: true, keyCode: 229 });
    expect(all('.panel')[0]?.hidden).toBe(false);
    await press('Escape', { composed: true });
    // The panel is gone by the time the key is let go.
    stage.widget.shadowRoot?.querySelector('.launcher')?.dispatchEvent(new KeyboardEvent('keyup', { key: 'Escape', bubbles: true, composed: true }));
    expect(heard).not.toHaveBeenCalled();
    expect(all('.panel')[0]?.hidden).toBe(true);
    expect(all('.launcher')[0]?.hidden).toBe(false);
    for (const kind of kinds) document.removeEventListener(kind, heard);
  });

  it('is calm without a login, and comes alive with one', async () => {
    localStorage.clear();
    appear({ 'login-url': '/sign-in' });
    stage.widget.open();
    const link = (await found('.middle a', 'Log in')) as HTMLAnchorElement;
    expect(link.getAttribute('href')).toBe('/sign-in');
    expect(stage.server.commands).toEqual([]);
    localStorage.setItem('authToken', 'good');
    await found('.row', 'general');
    localStorage.clear();
    await found('.middle a', 'Log in');
  });

  it.each([
    [false, 'Your session was ended', ['Log in']],
    [true, 'You don’t have access to the chat', []],
  ])('offers another login where the session was ended, but not where none helps (refused: %s)', async (refusing, said, links) => {
    appear();
    stage.widget.open();
    await found('.row', 'general');
    stage.refusing = refusing;
    stage.server.drop(4014);
    await found('.middle', said);
    expect(texts('.middle a')).toEqual(links);
  });

  it.each([false, true])('asks again when it is reopened after access was taken away (conversation open: %s)', async (talking) => {
    appear();
    stage.widget.open();
    const row = await found('.row', 'general');
    if (talking) {
      row.click();
      await found('.log');
    }
    stage.refusing = true;
    stage.server.refuseLogin = { code: 'forbidden', message: 'Your role does not have access to the chat.' };
    stage.server.drop(4014);
    await found('.middle', 'You don’t have access to the chat');
    stage.widget.close();
    stage.widget.open();
    await found('.middle', 'You don’t have access to the chat');
    stage.refusing = false;
    stage.server.refuseLogin = null;
    stage.widget.close();
    stage.widget.open();
    await found(talking ? '.log' : '.row');
    expect(texts('.middle')).toEqual([]);
  });

  it('takes the login from a function, and says so when it is bad', async () => {
    localStorage.clear();
    appear();
    stage.widget.token = () => Promise.resolve('stale');
    stage.widget.open();
    await found('.middle', 'You’re not logged in');
    stage.widget.token = () => 'good';
    await found('.row', 'general');
  });

  it('asks a new function at once, and outlives one that fails', async () => {
    localStorage.clear();
    stage.items = [channelOf({ mentionCount: 4, unreadCount: 4 })];
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const offline = vi.fn(() => Promise.reject(new TypeError('offline')));
    appear();
    stage.widget.token = offline;
    await vi.waitFor(() => expect(offline).toHaveBeenCalledOnce(), DEADLINE);
    stage.widget.token = () => 'good';
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['4']), DEADLINE);
    expect(unhandled).not.toHaveBeenCalled();
    process.off('unhandledRejection', unhandled);
  });

  it('opens where it is put again after it was taken out while it loaded', async () => {
    appear();
    stage.widget.open();
    stage.widget.remove();
    await import('../../src/widget/panel/mount');
    await new Promise((resolve) => setImmediate(resolve));
    document.body.append(stage.widget);
    stage.widget.open();
    await found('.row', 'general');
  });

  it('has no badge any more once the page has logged out', async () => {
    stage.items = [channelOf({ unreadCount: 3, mentionCount: 3 })];
    appear();
    stage.widget.open();
    await found('.row', 'general');
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['3']), DEADLINE);
    stage.widget.close();
    localStorage.clear();
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['']), DEADLINE);
    expect(all('.badge')[0]?.hidden).toBe(true);
  });

  it('is not there on the chat page, nor where the page does not want it', async () => {
    appear({ 'hidden-paths': '/private, /chat' });
    const hidden = (): boolean => all('.widget')[0]?.hidden === true;
    expect(hidden()).toBe(false);
    for (const [path, gone] of [['/chat/c/1', true], ['/chatter', false], ['/private', true], ['/tickets', false]] as const) {
      stage.history = [];
      window.history.pushState(null, '', path);
      await vi.waitFor(() => expect(hidden(), path).toBe(gone), DEADLINE);
    }
  });

  it('speaks German on a German page', async () => {
    document.documentElement.lang = 'de';
    stage.items = [channelOf({ type: 'direct', unreadCount: 3 })];
    appear();
    await vi.waitFor(() => expect(all('.launcher')[0]?.ariaLabel).toBe('Chat öffnen, 3 ungelesen'), DEADLINE);
    stage.widget.remove();
    sessionStorage.setItem('orvale-chat.channel', '1');
    appear();
    stage.widget.open();
    await found('.log');
    for (const user of ['bob', 'eve']) {
      for (const socket of stage.server.sockets) socket.event('user_typing', typingOf(user));
    }
    await found('.typing', 'eve schreiben …');
    (await found('.head button')).click();
    await found('.all', 'Alle Unterhaltungen');
    document.documentElement.lang = 'en';
  });
});
