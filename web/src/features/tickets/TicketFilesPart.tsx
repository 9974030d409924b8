// The files of a conversation's ticket; fetched with the first of them.

import { useState } from 'react';

import type { TicketFilesProps } from '../../shared/registry/registry';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadTicketFiles = async () => (await import('./TicketFiles')).TicketFiles;

export function TicketFilesPart(props: TicketFilesProps) {
  const [givenUp, giveUp] = useState(false);
  return givenUp ? props.empty : <LazyPart load={loadTicketFiles} props={props} quiet onGiveUp={() => giveUp(true)} />;
}
