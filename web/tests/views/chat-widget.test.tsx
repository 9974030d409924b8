// The React component for other people's pages: rendered on a server, then taken over in a browser.

import { act } from 'react';
import { hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { OrvaleChatWidget, type ChatWidgetProps } from '../../packages/chat-widget/src';

const SERVER = 'https://chat.test';
let root: Root | null = null;

async function show(props: ChatWidgetProps): Promise<HTMLElement & { token?: unknown }> {
  const page = <OrvaleChatWidget {...props} />;
  const container = document.createElement('div');
  container.innerHTML = renderToString(page);
  document.body.append(container);
  await act(async () => {
    root = hydrateRoot(container, page);
  });
  return container.querySelector('orvale-chat-widget') as HTMLElement;
}

describe('the widget in React', () => {
  // The scripts are only looked at.
  vi.spyOn(document.head, 'append').mockImplementation((...nodes) => {
    for (const node of nodes) (node as HTMLScriptElement).type = 'text/plain';
    for (const node of nodes) document.head.appendChild(node as Node);
  });

  afterEach(() => {
    act(() => root?.unmount());
    document.head.innerHTML = document.body.innerHTML = '';
  });

  it('is one bare element on the server, taken over without a difference', async () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const element = await show({ server: SERVER, position: 'top-left', hiddenPaths: ['/chat', '/kiosk'], primaryColor: 'teal', ticket: 'HD-250819-138' });
    expect(element.outerHTML).toBe(
      '<orvale-chat-widget server="https://chat.test" position="top-left" primary-color="teal" hidden-paths="/chat,/kiosk" ticket="HD-250819-138"></orvale-chat-widget>',
    );
    expect(complain).not.toHaveBeenCalled();
  });

  it('loads the script of its server once', async () => {
    await show({ server: SERVER });
    await show({ server: SERVER });
    expect([...document.querySelectorAll('script')].map(({ src }) => src)).toEqual(['https://chat.test/widget.js']);
  });

  it('hands the login on, and tells what is unread', async () => {
    const token = (): string => 'mine';
    const onUnread = vi.fn();
    const element = await show({ server: SERVER, token, onUnread });
    expect(element.token).toBe(token);
    element.dispatchEvent(new CustomEvent('orvale-chat-unread', { detail: { badge: 2, any: true } }));
    expect(onUnread).toHaveBeenCalledWith({ badge: 2, any: true });
  });
});
