// The page's own state in two contexts: who only acts does not render again when it changes.

import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, type Dispatch, type ReactNode } from 'react';

import { asChatError } from '../../core/protocol/errors';
import { useWords } from '../words/words';
import { formatRoute, parseRoute, type Route } from './route';
import { initialView, reduceView, type ViewAction, type ViewState } from './state';

const ViewContext = createContext<ViewState | null>(null);
const ViewDispatchContext = createContext<Dispatch<ViewAction> | null>(null);

export function ViewProvider({ children }: { children: ReactNode }) {
  const [state, dispatch] = useReducer(reduceView, window.location.pathname, (path) =>
    initialView(parseRoute(path)),
  );
  useEffect(() => {
    const follow = (): void => {
      dispatch({ type: 'visited', route: parseRoute(window.location.pathname) });
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  return (
    <ViewDispatchContext value={dispatch}>
      <ViewContext value={state}>{children}</ViewContext>
    </ViewDispatchContext>
  );
}

export function useView(): ViewState {
  const state = useContext(ViewContext);
  if (state === null) throw new Error('a ViewProvider is missing above this component');
  return state;
}

export function useViewDispatch(): Dispatch<ViewAction> {
  const dispatch = useContext(ViewDispatchContext);
  if (dispatch === null) throw new Error('a ViewProvider is missing above this component');
  return dispatch;
}

/** Goes to a channel, or to a message in it. */
export function useNavigate(): (route: Route) => void {
  const dispatch = useViewDispatch();
  return useCallback(
    (route) => {
      const address = formatRoute(route);
      if (window.location.pathname !== address) window.history.pushState(null, '', address);
      dispatch({ type: 'visited', route });
    },
    [dispatch],
  );
}

/** Tells the user something in passing. */
export function useNotify(): { info(text: string): void; problem(text: string): void; failure(thrown: unknown): void } {
  const dispatch = useViewDispatch();
  const words = useWords();
  return useMemo(
    () => ({
      info: (text) => dispatch({ type: 'noticed', text, severity: 'info' }),
      problem: (text) => dispatch({ type: 'noticed', text, severity: 'error' }),
      failure: (thrown) => {
        const error = asChatError(thrown);
        const text = words.errors[error.code];
        // The server's own sentence says more than a code where it refuses on purpose.
        const own = error.code === 'invalid' || error.code === 'forbidden' || error.code === 'conflict';
        dispatch({ type: 'noticed', text: own ? error.message : text, severity: 'error' });
      },
    }),
    [dispatch, words],
  );
}
