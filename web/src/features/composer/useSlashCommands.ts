// Commands that are written in the box, such as `/topic`: which there are, and carrying one out.

import { useMemo, useRef, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import type { ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import type { SlashCommand, SlashResult } from '../../shared/registry/slash';
import { reasonOf } from '../../shared/words/reasons';
import { useTranslation, useWords } from '../../shared/words/words';
import { composerWords } from './words';

interface SlashCommands {
  /** Those that are offered here. */
  offered: readonly SlashCommand[];
  /** Carries one out. Resolves with what to send in its place, '' for nothing, or `null` when it did nothing. */
  run(name: string, argument: string): Promise<string | null>;
  /** Why the command in the box did nothing; `null` once the text has changed. */
  problem: string | null;
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
  const notify = useNotify();
  const words = useTranslation();
  const common = useWords();
  const { slashCommands } = useRegistry();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const busy = useRef(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (failure !== null && failure.text !== text) setFailure(null);
  const online = useChat((state) => state.phase.name === 'online');
  const [wasOnline, setWasOnline] = useState(online);
  if (online !== wasOnline) {
    setWasOnline(online);
    if (online && failure?.code === 'offline') setFailure(null);
  }
  const offered = useMemo(
    () => slashCommands.filter((command) => command.available({ channel, me, permissions })),
    [slashCommands, channel, me, permissions],
  );

  async function outcome(name: string, argument: string): Promise<SlashResult> {
    const { slash } = composerWords.in(words);
    const command = slashCommands.find((other) => other.name === name);
    if (command === undefined) return { problem: slash.unknown(`/${name}`) };
    if (!offered.includes(command)) return { problem: slash.notHere(`/${name}`) };
    return command.run(argument, { channel, me, permissions, conversation, session, dispatch, notify, words });
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

  return { offered, run, problem: failure?.reason ?? null };
}
