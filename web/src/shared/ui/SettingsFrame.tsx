// The frame of a dialog with a Save button: it asks before what was changed in it is lost.

import { createContext, useCallback, useContext, useEffect, useLayoutEffect, useRef, useState, type ComponentProps } from 'react';

import { isOurs, layersHere } from '../hooks/view/layers';
import { useViewDispatch } from '../hooks/view/view';
import { Button } from './Button';
import { DialogFrame } from './DialogFrame';
import { useWords } from './unsaved-words';

/** Does something that closes the dialog, if need be once that was agreed to. */
type Leave = (go: () => void) => void;

const LeaveContext = createContext<Leave>((go) => go());

/** For what leads from a dialog with a Save button to another one. */
export function useLeave(): Leave {
  return useContext(LeaveContext);
}

interface SettingsFrameProps extends ComponentProps<typeof DialogFrame> {
  /** Whether something was changed and is not saved. */
  unsaved: boolean;
}

export function SettingsFrame({ unsaved, onClose, local = false, ...frame }: SettingsFrameProps) {
  const dispatch = useViewDispatch();
  /** What was about to happen when the question was asked. */
  const [going, setGoing] = useState<(() => void) | null>(null);
  const close = useCallback((): void => {
    onClose?.();
    if (!local) dispatch({ type: 'dialog_closed' });
  }, [onClose, local, dispatch]);
  const leave = useCallback<Leave>((go) => (unsaved ? setGoing(() => go) : go()), [unsaved]);
  useBack(unsaved, local, () => setGoing(() => close));
  return (
    <LeaveContext value={leave}>
      <DialogFrame {...frame} local onClose={() => leave(close)} />
      {going !== null && <Question onDiscard={going} onClose={() => setGoing(null)} />}
    </LeaveContext>
  );
}

/** The button at the bottom that closes the dialog: it asks as the other ways out do. */
export function CancelButton({ onCancel }: { onCancel(): void }) {
  const words = useWords();
  const leave = useLeave();
  return (
    <Button color="inherit" onClick={() => leave(onCancel)}>
      {words.cancel}
    </Button>
  );
}

interface QuestionProps {
  title?: string;
  hint?: string;
  onDiscard(): void;
  onClose(): void;
}

/** Asks before something is lost; without other words, what was changed in a dialog. */
export function Question({ title, hint, onDiscard, onClose }: QuestionProps) {
  const words = useWords();
  const { unsaved } = words;
  return (
    <DialogFrame
      title={title ?? unsaved.title}
      fits
      local
      onClose={onClose}
      actions={
        <>
          <Button color="inherit" autoFocus onClick={onClose}>
            {title === undefined ? unsaved.stay : words.cancel}
          </Button>
          <Button variant="contained" color="error" onClick={onDiscard}>
            {words.discard}
          </Button>
        </>
      }
    >
      {hint ?? unsaved.hint}
    </DialogFrame>
  );
}

/** Stays where Back of the browser or the device leads away, and says so. From a `local` dialog, which has no step of its own, each step does. */
function useBack(stays: boolean, local: boolean, onBack: () => void): void {
  const asks = useRef(onBack);
  useLayoutEffect(() => {
    asks.current = onBack;
  });
  useEffect(() => {
    if (!stays) return undefined;
    let here = layersHere();
    /** True until the browser is here again. */
    let returning = false;
    const stay = (event: PopStateEvent): void => {
      if (isOurs()) {
        // What is behind the dialog came or went by itself.
        here = layersHere();
        return;
      }
      const away = local ? !returning : layersHere() < here;
      if (!away && !returning) return;
      // Nobody else hears of it: the step forward leads to what is shown, even where its address does not say so.
      event.stopImmediatePropagation();
      returning = away;
      if (!away) return;
      window.history.forward();
      asks.current();
    };
    window.addEventListener('popstate', stay, true);
    return () => window.removeEventListener('popstate', stay, true);
  }, [stays, local]);
}
