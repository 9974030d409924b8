// What features add to the page. Each feature folder exports its entries from `feature.ts`; the page
// reads them here, and knows the entries without knowing the features.

import { createContext, useContext, type ComponentType, type ReactNode } from 'react';

import type { ChannelSettings, ChannelView, Message } from '../../core/protocol/generated';
import type { ChatState } from '../../core/store/state';
import type { InAddress, RouteEntry } from '../hooks/view/address';
import type { Dialog, Dialogs, Panes } from '../hooks/view/state';
import type { Translation } from '../words/words';
import type { MessageAction } from './actions';
import type { SlashCommand } from './slash';

/** Fetches a component when it is first needed, or when the page is idle. */
export type Load<Props> = () => Promise<ComponentType<Props>>;

/** A dialog over the page. */
export interface DialogEntry<Payload> {
  load: Load<Payload>;
  /** How it stands in the address; without this a reload closes it. */
  address?: InAddress<Payload>;
}

/** A pane beside the conversation. */
export interface PaneEntry<Payload> {
  title(words: Translation): string;
  load: Load<Payload & { channel: ChannelView }>;
  address: InAddress<Payload>;
  /** The button in the conversation's header that opens it; without one the feature opens it itself. */
  button?: { icon: string; label(words: Translation): string };
  /** Ctrl and Shift with this letter open it. */
  shortcut?: string;
  /** True when something in it takes the focus by itself. */
  focusesItself?: boolean;
  /** True for one that needs room, e.g. to read and write in. */
  wide?: boolean;
  /** True for what belongs to one channel: it closes where another one is opened. */
  ofOneChannel?: boolean;
}

/** A line above a message's text that says something about it. */
export interface MessageMark {
  name: string;
  icon: string;
  /** `null` for a message without this mark; `nameOf` gives what to call somebody. */
  text(message: Message, nameOf: (username: string) => string, words: Translation): string | null;
}

/** Something below a message, e.g. its thread; shows nothing where there is none. */
export interface MessagePart {
  name: string;
  Part: ComponentType<{ message: Message }>;
}

/** An entry above the conversations in the sidebar. */
export interface SidebarEntry {
  name: string;
  icon: string;
  label(words: Translation): string;
  /** How much there is unread. */
  unread(state: ChatState): number;
  opens: Dialog;
}

/** The messages of the conversation around it. */
export type MessagesView = ComponentType<{ channel: ChannelView; title: string }>;
/** The box to write in, in the conversation around it. */
export type ComposerView = ComponentType<{ channel: ChannelView; title: string; takesFocus?: boolean }>;

/** Views that other features show, each from the one feature that has it. */
export interface Views {
  readonly Messages?: MessagesView;
  readonly Composer?: ComposerView;
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

/** What one feature adds. */
export interface Feature {
  readonly dialogs?: { readonly [N in keyof Dialogs]?: DialogEntry<Dialogs[N]> };
  readonly panes?: { readonly [N in keyof Panes]?: PaneEntry<Panes[N]> };
  /** Addresses of its own. Panes and dialogs need none: they have theirs behind the conversation's. */
  readonly routes?: readonly RouteEntry[];
  readonly messageActions?: readonly MessageAction[];
  readonly messageMarks?: readonly MessageMark[];
  readonly messageParts?: readonly MessagePart[];
  readonly sidebarEntries?: readonly SidebarEntry[];
  readonly views?: Views;
  readonly channelSettings?: readonly ChannelSetting[];
  readonly slashCommands?: readonly SlashCommand[];
}

/** What all features add together. */
export interface Registry {
  readonly dialogs: Readonly<Record<string, DialogEntry<never>>>;
  readonly panes: Readonly<Record<string, PaneEntry<never>>>;
  readonly routes: readonly RouteEntry[];
  /** In the order of the menu. */
  readonly messageActions: readonly MessageAction[];
  readonly messageMarks: readonly MessageMark[];
  readonly messageParts: readonly MessagePart[];
  readonly sidebarEntries: readonly SidebarEntry[];
  readonly views: Views;
  readonly channelSettings: readonly ChannelSetting[];
  /** By name. */
  readonly slashCommands: readonly SlashCommand[];
}

export function gather(features: readonly Feature[]): Registry {
  return {
    dialogs: Object.assign({}, ...features.map(({ dialogs }) => dialogs)) as Registry['dialogs'],
    panes: Object.assign({}, ...features.map(({ panes }) => panes)) as Registry['panes'],
    routes: features.flatMap(({ routes = [] }) => routes),
    messageActions: features
      .flatMap(({ messageActions = [] }) => messageActions)
      .toSorted((one, other) => one.order - other.order),
    messageMarks: features.flatMap(({ messageMarks = [] }) => messageMarks),
    messageParts: features.flatMap(({ messageParts = [] }) => messageParts),
    sidebarEntries: features.flatMap(({ sidebarEntries = [] }) => sidebarEntries),
    views: Object.assign({}, ...features.map(({ views }) => views)) as Views,
    channelSettings: features.flatMap(({ channelSettings = [] }) => channelSettings),
    slashCommands: features
      .flatMap(({ slashCommands = [] }) => slashCommands)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

const RegistryContext = createContext<Registry>(gather([]));

export function RegistryProvider({ registry, children }: { registry: Registry; children: ReactNode }) {
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

export function useRegistry(): Registry {
  return useContext(RegistryContext);
}
