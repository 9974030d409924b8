// The files of a conversation's ticket; fetched with the first of them.

import type { TicketFilesProps } from '../../shared/registry/registry';
import { LazyPart } from '../../shared/ui/LazyPart';

const loadTicketFiles = async () => (await import('./TicketFiles')).TicketFiles;

export function TicketFilesPart(props: TicketFilesProps) {
  return <LazyPart load={loadTicketFiles} props={props} quiet />;
}
