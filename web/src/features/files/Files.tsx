// The place of the files of a message; what shows them is fetched with the first ones.

import type { FilesProps } from '../../shared/registry/registry';
import { LazyPart } from '../../shared/ui/LazyPart';

const load = async () => (await import('./FileList')).FileList;

export function Files(props: FilesProps) {
  return <LazyPart load={load} props={props} onGiveUp={() => undefined} />;
}
