// What the page shows besides the conversation's data: where the user is and what is open.

import type { ReactNode } from 'react';

import type { ErrorCode } from '../../../core/protocol/errors';
import { channelKey } from '../../../core/store/conversation';
import { reduceConversations, type ConversationAction, type ConversationViews } from './conversations';
import type { Place } from './address';
import type { Route } from './route';

/** Name → what it is opened with. Each feature adds its own dialogs. */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface
export interface Dialogs {}

export type Dialog = { [N in keyof Dialogs]: { name: N } & Dialogs[N] }[keyof Dialogs];

/** Name → what it is opened with, besides the channel that it stands beside. Each feature adds its own panes. */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface
export interface Panes {}

export type Pane = { [N in keyof Panes]: { name: N } & Panes[N] }[keyof Panes];

export interface Notice {
  id: number;
  text: string;
  severity: 'info' | 'error';
  /** What it is about: a later one about the same replaces it. */
  topic: string | undefined;
  /** What stands behind the text, such as a button. It closes the notice. */
  more: ReactNode;
  /** The error that it tells of, if any. */
  code: ErrorCode | null;
  /** The conversation that was open when it came. It goes with that. */
  channelId: number | null;
}

/** More than this are not read: the oldest goes. */
const MOST_NOTICES = 3;

export interface ViewState {
  readonly route: Route;
  /** Grows with every visit, so that the same link can be followed twice. */
  readonly visit: number;
  /** The channels looked at in this visit of the page, the latest first. */
  readonly recent: readonly number[];
  readonly pane: Pane | null;
  /** True while the pane shares the conversation's step of the history, since both were opened at once. */
  readonly held: boolean;
  /** True when the pane was opened by a key of the whole page, so that reading goes on in it. */
  readonly paneTakesFocus: boolean;
  readonly dialog: Dialog | null;
  /** The oldest first. */
  readonly notices: readonly Notice[];
  readonly conversations: ConversationViews;
}

export type ViewAction =
  | { type: 'visited'; route: Route }
  /** Back or Forward has led to a place. */
  | { type: 'returned'; place: Place; held: boolean }
  | { type: 'pane_toggled'; pane: Pane }
  | { type: 'pane_opened'; pane: Pane; held?: boolean; takesFocus?: boolean }
  | { type: 'pane_closed' }
  | { type: 'dialog_opened'; dialog: Dialog }
  | { type: 'dialog_closed' }
  | { type: 'noticed'; text: string; topic?: string | undefined; more?: ReactNode; severity: Notice['severity']; code?: ErrorCode }
  /** The server can be reached again. */
  | { type: 'reconnected' }
  | { type: 'notice_closed'; id: number }
  | ConversationAction;

export function initialView({ route, pane, dialog }: Place, held = false): ViewState {
  return {
    route,
    visit: 0,
    recent: withLatest([], route),
    pane,
    held,
    paneTakesFocus: false,
    dialog,
    notices: [],
    conversations: led({}, route),
  };
}

/** The conversation that a route leads to lands where the route says. */
function led(conversations: ConversationViews, { channelId, seq }: Route): ConversationViews {
  if (channelId === null) return conversations;
  return reduceConversations(conversations, { type: 'targeted', conversation: channelKey(channelId), seq });
}

function withLatest(recent: readonly number[], { channelId }: Route): readonly number[] {
  return channelId === null ? recent : [channelId, ...recent.filter((id) => id !== channelId)];
}

function isSame(one: object | null, other: object | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function reduceView(state: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case 'visited':
      return {
        ...state,
        route: action.route,
        visit: state.visit + 1,
        recent: withLatest(state.recent, action.route),
        notices: state.notices.filter(({ channelId }) => channelId === action.route.channelId),
        dialog: null,
        conversations: led(state.conversations, action.route),
      };
    case 'returned': {
      const { route, pane, dialog } = action.place;
      const here = isSame(state.route, route) ? state : reduceView(state, { type: 'visited', route });
      return {
        ...here,
        pane: isSame(here.pane, pane) ? here.pane : pane,
        held: action.held,
        paneTakesFocus: false,
        dialog: isSame(here.dialog, dialog) ? here.dialog : dialog,
      };
    }
    case 'pane_toggled':
      // With another payload it is another pane.
      return { ...state, pane: isSame(state.pane, action.pane) ? null : action.pane, held: false, paneTakesFocus: false };
    case 'pane_opened': {
      const same = isSame(state.pane, action.pane);
      const { held = same && state.held, takesFocus: paneTakesFocus = false } = action;
      const before = same && held === state.held && paneTakesFocus === state.paneTakesFocus;
      return before ? state : { ...state, pane: same ? state.pane : action.pane, held, paneTakesFocus };
    }
    case 'pane_closed':
      return { ...state, pane: null, held: false, paneTakesFocus: false };
    case 'dialog_opened':
      return { ...state, dialog: action.dialog };
    case 'dialog_closed':
      return { ...state, dialog: null };
    case 'noticed': {
      const id = (state.notices.at(-1)?.id ?? 0) + 1;
      const { text, topic, more, severity, code = null } = action;
      const others = state.notices.filter((notice) => notice.text !== text && (!topic || notice.topic !== topic));
      const notices = [...others, { id, text, topic, more, severity, code, channelId: state.route.channelId }].slice(-MOST_NOTICES);
      return { ...state, notices };
    }
    case 'reconnected':
      return { ...state, notices: state.notices.filter(({ code }) => code !== 'offline') };
    case 'notice_closed':
      return { ...state, notices: state.notices.filter(({ id }) => id !== action.id) };
    default: {
      const conversations = reduceConversations(state.conversations, action);
      return conversations === state.conversations ? state : { ...state, conversations };
    }
  }
}
