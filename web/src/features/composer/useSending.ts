// Passing on what is in the box.

import { useEffect, useLayoutEffect, useRef } from 'react';

import { useNotify } from '../../shared/hooks/view/view';
import { useSession } from '../../shared/hooks/client';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import { writtenIn } from '../../core/formatting/written';
import { parseSlash } from '../../shared/registry/slash';
import { partsOf } from './parts';

interface SendingOptions {
  text: string;
  replyToId: number | null;
  /** Sends one message. */
  pass(text: string, replyToId: number | null): Promise<void>;
  /** Sends messages of which the first has the files that are attached; `null` while there are none. */
  passWithFiles?: ((parts: readonly string[]) => void) | null;
  /** The most characters of a message: a longer text becomes several. */
  limit: number;
  /** Carries out a command; see `useSlashCommands`. */
  onCommand(name: string, argument: string): Promise<string | null>;
  /** The text is on its way: the box is free. */
  onPassed(): void;
}

/** Gives the way to send. */
export function useSending(options: SendingOptions): () => void {
  const session = useSession();
  const notify = useNotify();
  const fetching = useRef(false);
  const pass = useRef<() => void>(() => undefined);
  const now = useRef(options.text);
  useLayoutEffect(() => {
    const send = (text: string): void => {
      const { replyToId, limit } = options;
      const parts = partsOf(withEmoji(text) ?? text, limit);
      if (options.passWithFiles) return options.passWithFiles(parts);
      for (const [index, part] of parts.entries()) {
        options.pass(part, index === 0 ? replyToId : null).catch(notify.failure);
      }
    };
    const command = async (name: string, argument: string): Promise<void> => {
      const message = await options.onCommand(name, argument);
      if (message === null) return;
      if (message !== '') send(message);
      // What was written meanwhile is something else.
      if (now.current === options.text) options.onPassed();
    };
    pass.current = () => {
      fetching.current = false;
      const text = writtenIn(options.text);
      // Of someone who has logged out it stays a draft.
      if ((text === '' && !options.passWithFiles) || session.store.state.me === null) return;
      const slash = parseSlash(text);
      if (slash?.kind === 'command') void command(slash.name, slash.argument);
      else {
        send(slash?.text ?? text);
        options.onPassed();
      }
    };
    now.current = options.text;
  });

  // Whoever goes elsewhere meanwhile has sent it all the same, with its short codes as they are.
  useEffect(
    () => () => {
      if (fetching.current) pass.current();
    },
    [],
  );

  /** What short codes mean may have to be fetched: the text stays until then, and goes as it is then. */
  return () => {
    if (withEmoji(writtenIn(options.text)) !== null) pass.current();
    else if (!fetching.current) {
      fetching.current = true;
      void loadShortcodes().then(() => (fetching.current ? pass.current() : undefined));
    }
  };
}
