// What features add to the page. Each feature folder exports its entries from `feature.ts`; the page
// reads them here, and knows the entries without knowing the features.

import { createContext, useContext, type ComponentType, type ReactNode } from 'react';

import type { ChannelSettings, ChannelView, FileInfo, Message, NotificationKind } from '../../core/protocol/generated';
import type { ChatState } from '../../core/store/state';
import type { InAddress, RouteEntry } from '../hooks/view/address';
import type { Dialogs, Pane, Panes } from '../hooks/view/state';
import type { Translation } from '../words/words';
import type { MessageAction } from './actions';
import { SlashCommands, type SlashCommand } from './slash';

/** Fetches a component when it is first needed, or when the page is idle. */
export type Load<Props> = () => Promise<ComponentType<Props>>;

/** A dialog over the page. */
export interface DialogEntry<Payload> {
  load: Load<Payload>;
  /** True for one that most people never open and that takes long to fetch: it is fetched when it is opened. */
  large?: true;
  /** How it stands in the address; without this a reload closes it. */
  address?: InAddress<Payload>;
}

/** The button in a conversation's header that opens a pane. */
export interface PaneButton {
  icon: string;
  label(words: Translation): string;
  /** True for one that is in the conversation's menu instead where there is little room. */
  inMenu?: true;
}

/** A pane beside the conversation. */
export interface PaneEntry<Payload> {
  title(words: Translation): string;
  load: Load<Payload & { channel: ChannelView }>;
  address: InAddress<Payload>;
  /** The button in the conversation's header that opens it; without one the feature opens it itself. */
  button?: PaneButton;
  /** Ctrl and Shift with this letter open it. */
  shortcut?: string;
  /** True when something in it takes the focus by itself. */
  focusesItself?: boolean;
  /** True for one that needs room, e.g. to read and write in. */
  wide?: boolean;
  /** True for what belongs to one channel: it closes where another one is opened. */
  ofOneChannel?: boolean;
  /** True for one that is a step of its own in the history: Back closes it where it stands beside the conversation, too. */
  ownStep?: boolean;
  /** True for one that belongs to no channel: it is there where none is open, too, and must not read its `channel`. */
  anywhere?: boolean;
}

/** What stands in place of a conversation, at an address of its own. */
export type PageEntry = Load<{ path: string }>;

/** A line above a message's text that says something about it. */
export interface MessageMark {
  name: string;
  icon: string;
  /** True where nobody else sees it: it is not printed. */
  own?: boolean;
  /** `null` for a message without this mark; `nameOf` gives what to call somebody. */
  text(message: Message, nameOf: (username: string) => string, words: Translation): string | null;
}

/** Something below a message, e.g. its thread; shows nothing where there is none. */
export interface MessagePart {
  name: string;
  /** True for what the text leads to, e.g. the preview of a link: it stands above the reactions. */
  ofText?: boolean;
  Part: ComponentType<{ message: Message }>;
}

/** An entry above the conversations in the sidebar. */
export interface SidebarEntry {
  name: string;
  order: number;
  icon: string;
  label(words: Translation): string;
  /** False for one that has nothing to show; `null` while that is not known, when it is as it was last on this device. */
  shown?(state: ChatState): boolean | null;
  /** How much there is unread. */
  unread(state: ChatState): number;
  /** Stands behind its name. */
  mark?: Load<object>;
  /** A pane that belongs to no conversation, or a page. */
  opens: Pane | { page: string };
}

/** The messages of the conversation around it. */
export type MessagesView = ComponentType<{ channel: ChannelView; title: string }>;
/** The box to write in, in the conversation around it. */
export type ComposerView = ComponentType<{ channel: ChannelView; title: string; takesFocus?: boolean }>;

/** The list that is written to. */
export interface Place {
  channelId: number;
  threadId: number | null;
}

export interface SendLaterProps extends Place {
  /** What is in the box. */
  text: string;
  /** What is attached to it. */
  files: readonly FileInfo[];
  disabled: boolean;
  /** The box is free. */
  onScheduled(): void;
}

/** A message that was forwarded, as it stands in the one that forwards it. */
export type ForwardedView = ComponentType<{ messageId: number }>;

/** What a message, or what will be one, carries. */
export interface FilesProps {
  files: readonly FileInfo[];
  /** The message, once it is one. */
  messageId?: number;
  /** Who wrote the message. */
  author?: string;
  /** The message that it forwards, which shows its own files. */
  forwardedFrom?: number | undefined;
}

/** What is attached to the text in a box. */
export interface AttachedFiles {
  /** False while something in it cannot be sent. */
  sendable: boolean;
  /** The files, once all of them are there. */
  files: readonly FileInfo[] | null;
  /** Says why it is not `sendable`. */
  explain?(): void;
  /** Sends texts as messages, the first with the files, as soon as those are there. */
  send(parts: readonly string[], replyToId: number | null, alsoToChannel: boolean): void;
  /** They are sent otherwise. */
  taken(): void;
}

export interface TrayProps extends Place {
  /** What to call the conversation. */
  title: string;
  /** `null` while nothing is attached. */
  onTray(tray: AttachedFiles | null): void;
}

/**
 * What a voice message is recorded by: `held` as long as a button is held, `away` while letting go of it would drop what was
 * recorded, `released` and `dropped` once that has happened, and `free` by the recorder's own buttons.
 */
export type Recording = 'free' | 'held' | 'away' | 'released' | 'dropped';

export interface VoiceProps {
  recording: Recording;
  /** It is recorded, or given up. */
  onClose(): void;
}

export interface TicketGistProps {
  number: string;
  /** Of what somebody was notified, and the word that was then set. */
  kind?: NotificationKind;
  to?: string | undefined;
}

export interface TicketNoticeProps {
  message: Message;
  /** What it says to everyone. */
  plain: ReactNode;
}

export interface TicketFilesProps {
  number: string;
  /** Whether a file is listed; `sent` says by whom and when, where that is known. */
  accepts(file: FileInfo, sent?: { by: string; at: number | undefined }): boolean;
  /** What stands here if there is none. */
  empty: ReactNode;
}

/** Views that other features show, each from the one feature that has it. */
export interface Views {
  readonly Messages?: MessagesView;
  readonly Composer?: ComposerView;
  /** Do not disturb, and the way to all that concerns notifications. */
  readonly DoNotDisturb?: ComponentType;
  readonly Forwarded?: ForwardedView;
  /** Behind a line about a past call, calls again or joins the one that is running. */
  readonly CallAgain?: ComponentType<{ message: Message }>;
  /** Starts a call in a conversation, or joins the one that is running. */
  readonly CallInitiator?: ComponentType<{ channel: ChannelView }>;
  /** Shows that a call is running in a conversation. */
  readonly CallMark?: ComponentType<{ channel: ChannelView }>;
  readonly Files?: ComponentType<FilesProps>;
  /** The files that are attached to what is written. */
  readonly Tray?: ComponentType<TrayProps>;
  /** Records a voice message for the conversation around it. */
  readonly Voice?: ComponentType<VoiceProps>;
  /** A text that may name tickets. */
  readonly TicketText?: ComponentType<{ text: string }>;
  /** What a ticket is about, in one line, and how it stands or what was set. */
  readonly TicketGist?: ComponentType<TicketGistProps>;
  /** The ticket that a conversation belongs to. */
  readonly RoomTicket?: ComponentType<{ number: string }>;
  /** What a line of a team's channel says about a ticket. */
  readonly TicketNotice?: ComponentType<TicketNoticeProps>;
  /** What was written to the ticket with what a line of its conversation tells of: a comment, notes, or a reason. */
  readonly TicketComment?: ComponentType<{ message: Message }>;
  /** The files of a conversation's ticket, above those that were sent in it. */
  readonly TicketFiles?: ComponentType<TicketFilesProps>;
  /** The button beside the one that sends. */
  readonly SendLater?: ComponentType<SendLaterProps>;
  /** What will be sent later in a conversation, above its box to write in. */
  readonly ScheduledHere?: ComponentType<Place>;
}

/** A choice in the settings of a channel. */
export interface ChannelSetting {
  name: string;
  title(words: Translation): string;
  options(words: Translation): readonly (readonly [string, string])[];
  value(channel: ChannelView): string;
  /** What an option means to the server. */
  settings(option: string): ChannelSettings;
}

export interface ChannelFieldProps {
  channel: ChannelView;
  /** What was chosen in the dialog; nothing for what stays. */
  chosen: ChannelSettings;
  /** Absent for whoever may only read the settings. */
  onChange?(settings: ChannelSettings): void;
}

/** A part of the settings of some channels, with a view of its own. */
export interface ChannelField {
  name: string;
  shown(channel: ChannelView, state: ChatState): boolean;
  load: Load<ChannelFieldProps>;
}

/** What one feature adds. */
export interface Feature {
  readonly dialogs?: { readonly [N in keyof Dialogs]?: DialogEntry<Dialogs[N]> };
  readonly panes?: { readonly [N in keyof Panes]?: PaneEntry<Panes[N]> };
  /** Addresses of its own. Panes and dialogs need none: they have theirs behind the conversation's. */
  readonly routes?: readonly RouteEntry[];
  /** By the first part of their path, e.g. `tickets` for `/chat/tickets/HD-250819-138`. */
  readonly pages?: Readonly<Record<string, PageEntry>>;
  readonly messageActions?: readonly MessageAction[];
  readonly messageMarks?: readonly MessageMark[];
  readonly messageParts?: readonly MessagePart[];
  readonly sidebarEntries?: readonly SidebarEntry[];
  readonly views?: Views;
  readonly channelSettings?: readonly ChannelSetting[];
  readonly channelFields?: readonly ChannelField[];
  /** Fetched once the page is idle, or when a slash is typed. */
  readonly slashCommands?: () => Promise<readonly SlashCommand[]>;
}

/** What all features add together. */
export interface Registry {
  readonly dialogs: Readonly<Record<string, DialogEntry<never>>>;
  readonly panes: Readonly<Record<string, PaneEntry<never>>>;
  readonly routes: readonly RouteEntry[];
  readonly pages: Readonly<Record<string, PageEntry>>;
  /** In the order of the menu. */
  readonly messageActions: readonly MessageAction[];
  readonly messageMarks: readonly MessageMark[];
  readonly messageParts: readonly MessagePart[];
  readonly sidebarEntries: readonly SidebarEntry[];
  readonly views: Views;
  readonly channelSettings: readonly ChannelSetting[];
  readonly channelFields: readonly ChannelField[];
  readonly slashCommands: SlashCommands;
}

export function gather(features: readonly Feature[]): Registry {
  return {
    dialogs: Object.assign({}, ...features.map(({ dialogs }) => dialogs)) as Registry['dialogs'],
    panes: Object.assign({}, ...features.map(({ panes }) => panes)) as Registry['panes'],
    routes: features.flatMap(({ routes = [] }) => routes),
    pages: Object.assign({}, ...features.map(({ pages }) => pages)) as Registry['pages'],
    messageActions: features
      .flatMap(({ messageActions = [] }) => messageActions)
      .toSorted((one, other) => one.order - other.order),
    messageMarks: features.flatMap(({ messageMarks = [] }) => messageMarks),
    messageParts: features.flatMap(({ messageParts = [] }) => messageParts),
    sidebarEntries: features.flatMap(({ sidebarEntries = [] }) => sidebarEntries).toSorted((one, other) => one.order - other.order),
    views: Object.assign({}, ...features.map(({ views }) => views)) as Views,
    channelSettings: features.flatMap(({ channelSettings = [] }) => channelSettings),
    channelFields: features.flatMap(({ channelFields = [] }) => channelFields),
    slashCommands: new SlashCommands(features.flatMap(({ slashCommands }) => slashCommands ?? [])),
  };
}

const RegistryContext = createContext<Registry>(gather([]));

export function RegistryProvider({ registry, children }: { registry: Registry; children: ReactNode }) {
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

export function useRegistry(): Registry {
  return useContext(RegistryContext);
}
