// Which of a browser's tabs deals with something: the first that claims it, for all of them.

/** Long after the slowest tab has heard of it, even one whose timers the browser slows down. */
const HELD_MS = 120_000;

/** True for the first tab that asks; the others get false. */
export async function claim(name: string): Promise<boolean> {
  const key = `orvale-chat.claim.${name}`;
  const locks = navigator.locks as LockManager | null | undefined;
  if (locks == null) return claimInStorage(key);
  return new Promise((resolve, reject) => {
    locks
      .request(key, { ifAvailable: true }, async (lock) => {
        resolve(lock !== null);
        // Held until no other tab can come.
        if (lock !== null) await new Promise((free) => setTimeout(free, HELD_MS));
      })
      .catch(reject);
  });
}

/** Pages that came unencrypted have no locks. Two tabs that ask in the same instant may both get it here. */
function claimInStorage(key: string): boolean {
  try {
    if (localStorage.getItem(key) !== null) return false;
    localStorage.setItem(key, '1');
    setTimeout(() => localStorage.removeItem(key), HELD_MS);
  } catch {
    // Without storage every tab is on its own.
  }
  return true;
}
