// What to do once the login has been ended here.

import { createContext, useContext } from 'react';

const SignedOutContext = createContext<() => void>(() => undefined);

export const SignedOutProvider = SignedOutContext.Provider;

export function useSignedOut(): () => void {
  return useContext(SignedOutContext);
}
