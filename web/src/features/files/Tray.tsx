// The place of the files that are attached to what is written; what shows and sends them is fetched with the first.

import { useEffect, useState } from 'react';

import { receiveFiles } from '../../shared/hooks/given-files';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import type { TrayProps } from '../../shared/registry/registry';
import { LazyPart } from '../../shared/ui/LazyPart';

const load = async () => (await import('./TrayPart')).TrayPart;

export function Tray(props: TrayProps) {
  const conversation = useConversationKey();
  const [given, give] = useState<readonly (readonly File[])[]>([]);
  const [over, setOver] = useState(false);
  useEffect(() => receiveFiles(conversation, (files) => give((before) => [...before, files]), setOver), [conversation]);
  if (given.length === 0 && !over && !mayBeKept()) return null;
  return <LazyPart load={load} props={{ ...props, given, over }} onGiveUp={() => give([])} />;
}

/** Whether an earlier page may have left something here. */
function mayBeKept(): boolean {
  try {
    return localStorage.getItem('orvale-chat.files') !== null;
  } catch {
    return false;
  }
}
