// Commands that are written in the box, such as `/topic`: which there are, and carrying one out.

import { useMemo, useRef } from 'react';

import { asChatError } from '../../core/protocol/errors';
import type { ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import type { SlashCommand, SlashResult } from '../../shared/registry/slash';
import { useTranslation } from '../../shared/words/words';
import { composerWords } from './words';

interface SlashCommands {
  /** Those that are offered here. */
  offered: readonly SlashCommand[];
  /** Carries one out. Resolves with what to send in its place, '' for nothing, or `null` when it did nothing. */
  run(name: string, argument: string): Promise<string | null>;
}

export function useSlashCommands(channel: ChannelView): SlashCommands {
  const session = useSession();
  const conversation = useConversationKey();
  const dispatch = useViewDispatch();
  const notify = useNotify();
  const words = useTranslation();
  const { slashCommands } = useRegistry();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const busy = useRef(false);
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
      notify.problem(result.problem);
    } catch (thrown) {
      notify.failure(asChatError(thrown));
    } finally {
      busy.current = false;
    }
    return null;
  }

  return { offered, run };
}
