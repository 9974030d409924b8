// Whichever dialog is open.

import type { Dialog } from '../shared/hooks/view/state';
import { useViewDispatch } from '../shared/hooks/view/view';
import { useRegistry } from '../shared/registry/registry';
import { LazyPart } from '../shared/ui/LazyPart';

export function Dialogs({ dialog }: { dialog: Dialog }) {
  const dispatch = useViewDispatch();
  const { dialogs } = useRegistry();
  const { name, ...payload } = dialog;
  const load = dialogs[name]?.load;
  if (load === undefined) return null;
  return (
    <LazyPart key={name} load={load} props={payload as never} holder="dialog" onGiveUp={() => dispatch({ type: 'dialog_closed' })} />
  );
}
