// A value that is shown with a button, and chosen in a search that takes the button's place.

import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

import { isComposing } from '../../core/keyboard/composing';

interface Choosing {
  choosing: boolean;
  begin(): void;
  end(): void;
  /** For the button that begins it: it has the focus again afterwards. */
  button: RefObject<HTMLButtonElement | null>;
  /** For the element around the search: Esc ends the search and closes nothing else. */
  onKeyDown(event: KeyboardEvent): void;
}

export function useChoosing(): Choosing {
  const [choosing, setChoosing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const returns = useRef(false);
  useEffect(() => {
    if (!choosing && returns.current) button.current?.focus();
    returns.current = choosing;
  }, [choosing]);
  const end = (): void => setChoosing(false);
  return {
    choosing,
    begin: () => setChoosing(true),
    end,
    button,
    onKeyDown(event) {
      if (event.key !== 'Escape' || !choosing || isComposing(event.nativeEvent)) return;
      event.stopPropagation();
      end();
    },
  };
}
