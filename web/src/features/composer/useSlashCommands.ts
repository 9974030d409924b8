// Commands that are written in the box, such as `/topic`: which there are, and carrying one out.

import { useEffect, useMemo, useRef, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import type { ChannelView } from '../../core/protocol/generated';
import type { ChatSession } from '../../core/session/session';
import { useChat, useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import type { Route } from '../../shared/hooks/view/route';
import { useNavigate, useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import { parseSlash, type SlashCommand, type SlashCommands as Commands, type SlashResult } from '../../shared/registry/slash';
import { reasonOf } from '../../shared/words/reasons';
import { useTranslation, useWords, type Translation } from '../../shared/words/words';

interface SlashCommands {
  /** Those that are offered here. */
  offered: readonly SlashCommand[];
  /** Carries one out. Resolves with what to send in its place, '' for nothing, or `null` when it did nothing. */
  run(name: string, argument: string): Promise<string | null>;
  /** Why the command in the box did nothing; `null` once the text has changed. */
  problem: string | null;
  /** What the command in the box takes and does, once its name is written. */
  usage: string | null;
}

interface Failure {
  /** The text that was in the box. */
  text: string;
  reason: string;
  code: ErrorCode | null;
}

export function useSlashCommands(channel: ChannelView, text: string): SlashCommands {
  const session = useSession();
  const conversation = useConversationKey();
  const dispatch = useViewDispatch();
  const navigate = useNavigate();
  const notify = useNotify();
  const words = useTranslation();
  const common = useWords();
  const { slashCommands } = useRegistry();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const tickets = useChat((state) => state.tickets);
  const busy = useRef(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (failure !== null && failure.text !== text) setFailure(null);
  const online = useChat((state) => state.phase.name === 'online');
  const [wasOnline, setWasOnline] = useState(online);
  if (online !== wasOnline) {
    setWasOnline(online);
    if (online && failure?.code === 'offline') setFailure(null);
  }
  const [commands, setCommands] = useState(slashCommands.all);
  const begun = text.startsWith('/');
  useEffect(() => {
    // Without them nothing is completed.
    if (begun) fetched(slashCommands, session).then(setCommands, () => undefined);
  }, [begun, online, slashCommands, session]);
  const offered = useMemo(() => commands.filter((command) => command.available({ channel, me, permissions, tickets })), [commands, channel, me, permissions, tickets]);

  async function outcome(name: string, argument: string): Promise<SlashResult> {
    const known = await fetched(slashCommands, session);
    const { carryOut } = await import('./slash');
    // Once the box is empty: what is left in it would stay as a draft.
    const leave = (route: Route): void => void setTimeout(() => navigate(route));
    return carryOut(name, argument, known, { channel, me, permissions, tickets, conversation, session, dispatch, navigate: leave, notify, words });
  }

  async function run(name: string, argument: string): Promise<string | null> {
    // Enter twice is once.
    if (busy.current) return null;
    busy.current = true;
    try {
      const result = await outcome(name, argument);
      if (result === undefined) return '';
      if ('send' in result) return result.send;
      setFailure({ text, reason: result.problem, code: null });
    } catch (thrown) {
      setFailure({ text, reason: reasonOf(thrown, common), code: asChatError(thrown).code });
    } finally {
      busy.current = false;
    }
    return null;
  }

  return { offered, run, problem: failure?.reason ?? null, usage: usageOf(text, offered, words) };
}

function usageOf(text: string, offered: readonly SlashCommand[], words: Translation): string | null {
  const slash = /^\/[\p{L}-]+\s/u.test(text) ? parseSlash(text) : null;
  const command = slash?.kind === 'command' ? offered.find(({ name }) => name === slash.name) : undefined;
  return command === undefined ? null : `/${command.name} ${command.argument(words)} – ${command.detail(words)}`.replace('  ', ' ');
}

/** A browser never requests a script again that it could not fetch, so the server must be there first. */
async function fetched(commands: Commands, session: ChatSession): Promise<readonly SlashCommand[]> {
  if (commands.all.length === 0) await session.reachable();
  return commands.load();
}
