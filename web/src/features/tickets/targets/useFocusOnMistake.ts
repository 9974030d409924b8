// Leads to the field in which something is wrong.

import { useEffect, useRef, type RefObject } from 'react';

export function useFocusOnMistake(wrong: boolean): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (wrong) field.current?.focus();
  }, [wrong]);
  return field;
}
