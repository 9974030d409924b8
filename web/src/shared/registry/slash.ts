// What a text that starts with a slash does instead of being sent, e.g. `/topic`.

import type { ActionContext, Viewer } from './actions';
import type { Route } from '../hooks/view/route';
import type { Translation } from '../words/words';

/** What a command works with. */
export interface SlashContext extends Pick<ActionContext, keyof Viewer | 'session' | 'dispatch' | 'notify' | 'words'> {
  /** Goes to another conversation. */
  navigate(route: Route): void;
}

/** What comes of a command: a message to send in its place, or why it did nothing. Without either it is done. */
export type SlashResult = { send: string } | { problem: string } | undefined;

export interface SlashCommand {
  /** What follows the slash, in lower case. */
  name: string;
  /** What follows the name, e.g. `[text]`; empty for nothing. */
  argument(words: Translation): string;
  /** What it does, in a few words. */
  detail(words: Translation): string;
  /** Whether it is offered. The server has the last word. */
  available(viewer: Viewer): boolean;
  /** What completes the argument while it is written: the tickets that match it. */
  completes?: 'tickets';
  /** A failure is shown to the user, and the text stays. */
  run(argument: string, context: SlashContext): Promise<SlashResult> | SlashResult;
}

/** What a text means that starts with a slash. */
export type Slash = { kind: 'command'; name: string; argument: string } | { kind: 'literal'; text: string };

/** Reads a command. Two slashes stand for one; a path such as `/etc/hosts` is neither, and gives `null`. */
export function parseSlash(text: string): Slash | null {
  if (text.startsWith('//')) return { kind: 'literal', text: text.slice(1) };
  const [, name, argument = ''] = /^\/([\p{L}-]+)(?:\s+(.*))?$/su.exec(text) ?? [];
  return name === undefined ? null : { kind: 'command', name: name.toLowerCase(), argument: argument.trim() };
}

/** The commands of all features. */
export class SlashCommands {
  /** By name; empty until they are fetched. */
  all: readonly SlashCommand[] = [];

  constructor(private readonly parts: readonly (() => Promise<readonly SlashCommand[]>)[]) {}

  /** Fetches them, unless they are here. */
  async load(): Promise<readonly SlashCommand[]> {
    if (this.all.length === 0) {
      const loaded = await Promise.all(this.parts.map((part) => part()));
      this.all = loaded.flat().toSorted((one, other) => (one.name < other.name ? -1 : 1));
    }
    return this.all;
  }
}
