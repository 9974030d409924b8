// Whether an earlier page may have left files, without opening the database of them.

/** Set by what keeps them. */
export const HINT = 'orvale-chat.files';

export function mayBeKept(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}
