// Keys that work everywhere on the page.

import { useEffect } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { isComposing } from '../../core/keyboard/composing';
import { isUnread } from '../../core/store/selectors';
import { useSession } from '../../shared/hooks/client';
import { conversationOrder } from '../../shared/hooks/sections';
import { sidebarChoices } from '../../shared/hooks/sidebar';
import { searchFor } from '../../shared/hooks/view/search';
import type { Dialog, Pane } from '../../shared/hooks/view/state';
import { useRegistry } from '../../shared/registry/registry';
import { useNavigate, useView, useViewDispatch } from '../../shared/hooks/view/view';

export function useShortcuts(): void {
  const session = useSession();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const dialog = useView((view) => view.dialog);
  const channelId = useView((view) => view.route.channelId);
  const open = useView((view) => view.pane?.name);
  const { panes } = useRegistry();
  useEffect(() => {
    const shortcuts: Record<string, Pane> = Object.fromEntries(
      Object.entries(panes).flatMap(([name, { shortcut }]) => (shortcut === undefined ? [] : [[shortcut, { name } as Pane]])),
    );
    const listen = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && key === 'k') {
        dispatch(dialog?.name === 'switcher' ? { type: 'dialog_closed' } : { type: 'dialog_opened', dialog: { name: 'switcher' } });
      } else if (dialog !== null) {
        return;
      } else if (event.altKey && (key === 'arrowup' || key === 'arrowdown')) {
        const target = neighbour(conversationOrder(session.store.state, sidebarChoices.get(), channelId), channelId, key === 'arrowup' ? -1 : 1, event.shiftKey);
        if (target !== undefined) navigate({ channelId: target.id, seq: null });
      } else if (command && !event.shiftKey && key === 'g') {
        dispatch(searchFor(''));
      } else if (command && event.shiftKey && shortcuts[key] !== undefined) {
        const pane = shortcuts[key];
        // One that is open and has its own field takes the focus first.
        const leaves = open === pane.name && (panes[open]?.focusesItself !== true || isAtPane(event.target));
        dispatch(leaves ? { type: 'pane_closed' } : { type: 'pane_opened', pane, takesFocus: true });
      } else if (key === 'escape' && event.shiftKey && !isComposing(event)) {
        dispatch({ type: 'dialog_opened', dialog: { name: 'mark_all_read' } as Dialog });
      } else if (key === 'escape' && !event.defaultPrevented && !isComposing(event) && isAtPane(event.target)) {
        dispatch({ type: 'pane_closed' });
      } else if (key === '?' && !isWriting(event.composedPath()[0])) {
        dispatch({ type: 'dialog_opened', dialog: { name: 'shortcuts' } });
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [session, navigate, dispatch, channelId, open, dialog, panes]);
}

/** The conversation before or after the open one, round the end; or the nearest unread one. */
export function neighbour(
  order: readonly ChannelView[],
  channelId: number | null,
  step: 1 | -1,
  unreadOnly: boolean,
): ChannelView | undefined {
  const count = order.length;
  const current = order.findIndex((channel) => channel.id === channelId);
  const start = current === -1 ? (step === 1 ? -1 : count) : current;
  for (let distance = 1; distance <= count; distance += 1) {
    const channel = order[(start + step * distance + count * 2) % count];
    if (channel === undefined || channel.id === channelId) continue;
    if (!unreadOnly || isUnread(channel)) return channel;
  }
  return undefined;
}

/** Whether the focus is in the pane, or still on the button that opened it. */
function isAtPane(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('aside, [data-opens-pane][aria-pressed=true]') !== null;
}

/** Takes the innermost target: a web component hides its fields. */
function isWriting(target: EventTarget | null | undefined): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
