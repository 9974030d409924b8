// Whether anybody is signed in: here, or by another tab of the same browser.

import { useCallback, useEffect, useState } from 'react';

import { useSession } from '../shared/hooks/client';

interface Login {
  signedIn: boolean;
  /** True when the login was ended in another tab. */
  elsewhere: boolean;
  /** Grows whenever another tab signs somebody else in. */
  logins: number;
  setSignedIn(signedIn: boolean): void;
}

export function useLogin(): Login {
  const session = useSession();
  const [login, setLogin] = useState(() => ({
    signedIn: session.credentials.token !== null,
    elsewhere: false,
    logins: 0,
  }));

  useEffect(() => {
    const follow = async (): Promise<void> => {
      const changed = await session.follow();
      const signedIn = session.credentials.token !== null;
      setLogin((before) => ({
        signedIn,
        elsewhere: before.signedIn && !signedIn,
        logins: before.logins + (changed ? 1 : 0),
      }));
    };
    return session.credentials.watch(() => void follow());
  }, [session]);

  const setSignedIn = useCallback((signedIn: boolean) => {
    setLogin(({ logins }) => ({ signedIn, elsewhere: false, logins }));
  }, []);
  return { ...login, setSignedIn };
}
