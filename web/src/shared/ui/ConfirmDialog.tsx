// Asks before something that is hard to take back, and says what follows from it.

import type { ReactNode } from 'react';

import { Button } from './Button';
import { useNotify, useViewDispatch } from '../hooks/view/view';
import { useWords } from '../words/words';
import { DialogFrame } from './DialogFrame';

interface ConfirmDialogProps {
  question: string;
  /** What the button that does it says. */
  action: string;
  /** True for what takes nothing away. */
  harmless?: boolean;
  /** What follows from it. */
  children: ReactNode;
  /** Called after the dialog is closed. If it rejects, the reason is shown. */
  onConfirm(): Promise<void>;
}

export function ConfirmDialog({ question, action, harmless = false, children, onConfirm }: ConfirmDialogProps) {
  const words = useWords();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const close = (): void => dispatch({ type: 'dialog_closed' });
  const confirm = (): void => {
    close();
    onConfirm().catch(notify.failure);
  };
  return (
    <DialogFrame
      title={question}
      fits
      actions={
        <>
          <Button color="inherit" onClick={close}>
            {words.cancel}
          </Button>
          <Button variant="contained" {...(!harmless && { color: 'error' as const })} autoFocus onClick={confirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </DialogFrame>
  );
}
