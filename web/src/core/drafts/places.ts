// Lists what a user has drafts of. Only what looks for drafts that are shown nowhere loads this.

import { PREFIX, type DraftPlace, type Drafts } from './drafts';

export function placesOf({ storage, memory }: Drafts, user: string): DraftPlace[] {
  const prefix = `${PREFIX}.${user}.`;
  return [...new Set([...storedKeys(storage), ...memory.keys()])].filter((key) => key.startsWith(prefix)).flatMap((key) => placeOf(key.slice(prefix.length)));
}

function storedKeys(storage: Drafts['storage']): string[] {
  try {
    return Object.keys(storage ?? {});
  } catch {
    return [];
  }
}

/** None for a key of another user, whose name begins like this one's. */
function placeOf(rest: string): [] | [DraftPlace] {
  if (/^\d{1,15}$/.test(rest)) return [`channel:${Number(rest)}`];
  return /^(?:thread:|edit\.)\d{1,15}$/.test(rest) ? [rest as DraftPlace] : [];
}
