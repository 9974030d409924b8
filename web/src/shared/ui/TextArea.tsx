// A box for several lines of text in which the browser's undo takes back what it does in any other.

import { useLayoutEffect, useRef, type ComponentProps, type RefObject } from 'react';

interface TextAreaProps extends ComponentProps<'textarea'> {
  value: string;
  ref?: RefObject<HTMLTextAreaElement | null>;
}

/** React itself would write the value into the element's children at each key, after which the browser takes back one letter at a time. */
export function TextArea({ value, ref, ...props }: TextAreaProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const field = ref ?? own;
  useLayoutEffect(() => {
    if (field.current !== null && field.current.value !== value) field.current.value = value;
  });
  return <textarea {...props} ref={field} />;
}
