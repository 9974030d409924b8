'use client';
// The widget as a React component, for Next.js and others. On a server it renders the bare element;
// in the browser it loads the script from the chat server, so it never has to be bundled.

import { createElement, useEffect, useRef, type ReactElement } from 'react';

export interface ChatWidgetProps {
  /** Where the chat server is, e.g. `https://chat.example.com`; without it, the page's own origin. */
  server?: string;
  /** The login, or a function that gives it; by default what the page keeps in `localStorage`. */
  token?: string | null | (() => Promise<string | null> | string | null);
  position?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  theme?: 'light' | 'dark' | 'auto';
  shape?: 'round' | 'rounded' | 'square';
  primaryColor?: string;
  /** On pages below these paths it is not shown; by default on `/chat`. */
  hiddenPaths?: readonly string[];
  /** The number of the ticket that the page is about: its conversation is what opens. */
  ticket?: string;
  /** Where the link of a logged-out widget leads; by default to the chat page. */
  loginUrl?: string;
  /** Told what is unread: the badge's number, and whether there is anything at all. */
  onUnread?(unread: { badge: number; any: boolean }): void;
}

type WidgetElement = HTMLElement & { token: ChatWidgetProps['token'] };

export function OrvaleChatWidget(props: ChatWidgetProps): ReactElement {
  const { server = '', token = null, onUnread } = props;
  const element = useRef<WidgetElement>(null);

  useEffect(() => {
    const address = `${server}/widget.js`;
    if (document.querySelector(`script[src="${CSS.escape(address)}"]`) !== null) return;
    const script = document.createElement('script');
    script.type = 'module';
    script.src = address;
    document.head.append(script);
  }, [server]);

  useEffect(() => {
    if (element.current !== null) element.current.token = token;
  }, [token]);

  useEffect(() => {
    const widget = element.current;
    if (widget === null || onUnread === undefined) return;
    const heard = (event: Event): void => onUnread((event as CustomEvent<{ badge: number; any: boolean }>).detail);
    widget.addEventListener('orvale-chat-unread', heard);
    return () => widget.removeEventListener('orvale-chat-unread', heard);
  }, [onUnread]);

  // oxlint-disable-next-line react/refs -- it is handed on, as in JSX, which does not know the element
  return createElement('orvale-chat-widget', {
    ref: element,
    server: props.server,
    position: props.position,
    theme: props.theme,
    shape: props.shape,
    'primary-color': props.primaryColor,
    'hidden-paths': props.hiddenPaths?.join(','),
    'login-url': props.loginUrl,
    ticket: props.ticket,
    // What the element adds to itself is no difference to what the server rendered.
    suppressHydrationWarning: true,
  });
}

export default OrvaleChatWidget;
