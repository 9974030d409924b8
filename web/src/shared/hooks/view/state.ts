// What the page shows besides the conversation's data: where the user is and what is open.

import type { Message } from '../../../core/protocol/generated';
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
}

export interface ViewState {
  readonly route: Route;
  /** Grows with every visit, so that the same link can be followed twice. */
  readonly visit: number;
  /** The channels looked at in this visit of the page, the latest first. */
  readonly recent: readonly number[];
  readonly pane: Pane | null;
  readonly dialog: Dialog | null;
  readonly notice: Notice | null;
  /** The message being edited. It stays so while the user looks at other conversations. */
  readonly editing: number | null;
  /** Channel → the message that the next one there answers. */
  readonly replying: Readonly<Record<number, number>>;
  /** Grows whenever the composer should take the focus. */
  readonly composerFocus: number;
}

export type ViewAction =
  | { type: 'visited'; route: Route }
  | { type: 'pane_toggled'; pane: Pane }
  | { type: 'pane_closed' }
  | { type: 'dialog_opened'; dialog: Dialog }
  | { type: 'dialog_closed' }
  | { type: 'layer_closed' }
  | { type: 'noticed'; text: string; severity: Notice['severity'] }
  | { type: 'notice_closed' }
  | { type: 'edit_started'; messageId: number }
  | { type: 'edit_ended'; messageId: number }
  | { type: 'reply_started'; message: Message }
  /** A draft says what it answers: nobody asked to write now. */
  | { type: 'reply_found'; channelId: number; messageId: number }
  | { type: 'reply_ended'; channelId: number }
  | { type: 'composer_wanted' };

export function initialView(route: Route): ViewState {
  return {
    route,
    visit: 0,
    recent: withLatest([], route),
    pane: null,
    dialog: null,
    notice: null,
    editing: null,
    replying: {},
    composerFocus: 0,
  };
}

function withLatest(recent: readonly number[], { channelId }: Route): readonly number[] {
  return channelId === null ? recent : [channelId, ...recent.filter((id) => id !== channelId)];
}

/** How much lies over the conversation where there is no room beside it. */
export function layersOf({ route, pane, dialog }: ViewState): number {
  return Number(pane !== null && route.channelId !== null) + Number(dialog !== null);
}

export function reduceView(state: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case 'visited':
      return {
        ...state,
        route: action.route,
        visit: state.visit + 1,
        recent: withLatest(state.recent, action.route),
        dialog: null,
      };
    case 'pane_toggled':
      // With another payload it is another pane.
      return { ...state, pane: JSON.stringify(state.pane) === JSON.stringify(action.pane) ? null : action.pane };
    case 'pane_closed':
      return { ...state, pane: null };
    case 'dialog_opened':
      return { ...state, dialog: action.dialog };
    case 'dialog_closed':
      return { ...state, dialog: null };
    case 'layer_closed':
      return state.dialog === null ? { ...state, pane: null } : { ...state, dialog: null };
    case 'noticed': {
      const id = (state.notice?.id ?? 0) + 1;
      return { ...state, notice: { id, text: action.text, severity: action.severity } };
    }
    case 'notice_closed':
      return { ...state, notice: null };
    case 'edit_started':
      return { ...state, editing: action.messageId };
    case 'edit_ended':
      // A save may take so long that another message is being changed by then, or none.
      if (state.editing !== action.messageId) return state;
      return { ...state, editing: null, composerFocus: state.composerFocus + 1 };
    case 'reply_started': {
      const replying = { ...state.replying, [action.message.channelId]: action.message.id };
      return { ...state, replying, composerFocus: state.composerFocus + 1 };
    }
    case 'reply_found':
      if (state.replying[action.channelId] === action.messageId) return state;
      return { ...state, replying: { ...state.replying, [action.channelId]: action.messageId } };
    case 'reply_ended': {
      if (state.replying[action.channelId] === undefined) return state;
      const { [action.channelId]: _ended, ...replying } = state.replying;
      return { ...state, replying };
    }
    case 'composer_wanted':
      return { ...state, composerFocus: state.composerFocus + 1 };
  }
}
