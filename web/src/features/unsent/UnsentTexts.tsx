// Says how many texts were not sent, and shows them. Says nothing where there are none.

import { useState } from 'react';

import type { UnsentText } from '../../core/session/unsent';
import { Button } from '../../shared/ui/Button';
import { UnsentDialog } from './UnsentDialog';
import { useWords } from './words';

interface UnsentTextsProps {
  texts: readonly UnsentText[];
  place: 'here' | 'elsewhere';
  className?: string | undefined;
}

export function UnsentTexts({ texts, place, className }: UnsentTextsProps) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  if (texts.length === 0) return null;
  const count = (wanted: UnsentText['kind']): number => texts.filter(({ kind }) => kind === wanted).length;
  const files = texts.reduce((sum, { attached }) => sum + attached.length, 0);
  return (
    <div className={className}>
      <p>{words.unsent[place](count('message'), count('draft'), files)}</p>
      <Button variant="outlined" size="small" onClick={() => setOpen(true)}>
        {words.unsent.show}
      </Button>
      {open && <UnsentDialog texts={texts} onClose={() => setOpen(false)} />}
    </div>
  );
}
