// The place of the files that are attached to what is written; what shows and sends them is fetched with the first. What is
// sent before that is there waits for it, with its files.

import { useEffect, useState } from 'react';

import { useSession } from '../../shared/hooks/client';
import { receiveFiles } from '../../shared/hooks/given-files';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import type { TrayProps } from '../../shared/registry/registry';
import { LazyPart } from '../../shared/ui/LazyPart';
import type { Given } from './given';
import { mayBeKept } from './may-be-kept';

const load = async () => (await import('./TrayPart')).TrayPart;

export function Tray(props: TrayProps) {
  const { onTray } = props;
  const session = useSession();
  const conversation = useConversationKey();
  const [given, give] = useState<readonly Given[]>([]);
  const [over, setOver] = useState(false);
  const [ready, setReady] = useState(false);
  useEffect(() => receiveFiles(conversation, (files) => give((before) => [...before, { files }]), setOver), [conversation]);
  useEffect(() => {
    if (ready || given.length === 0) return;
    const last = given.at(-1);
    const attached = last !== undefined && 'files' in last && last.files.length > 0;
    const send = (parts: readonly string[], replyToId: number | null, alsoToChannel: boolean): void => give((before) => [...before, { message: { parts, replyToId, alsoToChannel } }]);
    onTray(attached ? { sendable: true, files: null, send, taken: () => undefined } : null);
  }, [ready, given, onTray]);
  /** Without what shows them the files are let go; what was written is not lost. */
  const giveUp = (): void => {
    const { me } = session.store.state;
    for (const one of given) {
      if ('message' in one && me !== null) session.drafts.bringBack(me.username, conversation, { text: one.message.parts.join('\n'), replyToId: one.message.replyToId });
    }
    give([]);
    onTray(null);
  };
  if (given.length === 0 && !over && !mayBeKept()) return null;
  return <LazyPart load={load} props={{ ...props, given, over, onReady: setReady }} onGiveUp={giveUp} />;
}
