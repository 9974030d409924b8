// The page's own state in two contexts: who only acts does not render again when it changes.

import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, type Dispatch, type ReactNode } from 'react';

import { useMediaQuery } from '../useMediaQuery';
import { reasonOf } from '../../words/reasons';
import { useWords } from '../../words/words';
import { BACK_CLOSES, backToList, forgetLayers, layersHere, matchLayers, NARROW, pushAddress, wasOurs } from './layers';
import { formatRoute, parseRoute, type Route } from './route';
import { initialView, layersOf, reduceView, type ViewAction, type ViewState } from './state';

const ViewContext = createContext<ViewState | null>(null);
const ViewDispatchContext = createContext<Dispatch<ViewAction> | null>(null);

export function ViewProvider({ children }: { children: ReactNode }) {
  const [state, dispatch] = useReducer(reduceView, window.location.pathname, (path) =>
    initialView(parseRoute(path)),
  );
  const backCloses = useMediaQuery(BACK_CLOSES);
  const shown = backCloses ? layersOf(state) : 0;
  const { visit } = state;
  const address = formatRoute(state.route);
  useEffect(() => forgetLayers(), []);
  useEffect(() => matchLayers(shown), [shown, visit]);
  useEffect(() => {
    const follow = (): void => {
      if (wasOurs()) matchLayers(shown);
      else if (window.location.pathname !== address) goTo(parseRoute(window.location.pathname), dispatch);
      else if (layersHere() < shown) dispatch({ type: 'layer_closed' });
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, [address, shown]);
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
      pushAddress(formatRoute(route));
      goTo(route, dispatch);
    },
    [dispatch],
  );
}

/** Leads up to the list. What came from there goes back: the device's own Back then leads out of the page. */
export function useBackToList(): () => void {
  const navigate = useNavigate();
  return useCallback(() => {
    if (!backToList()) navigate({ channelId: null, seq: null });
  }, [navigate]);
}

function goTo(route: Route, dispatch: Dispatch<ViewAction>): void {
  dispatch({ type: 'visited', route });
  if (window.matchMedia(NARROW).matches) dispatch({ type: 'pane_closed' });
}

/** Ways to tell the user something in passing. */
export interface Notify {
  info(text: string): void;
  problem(text: string): void;
  failure(thrown: unknown): void;
}

export function useNotify(): Notify {
  const dispatch = useViewDispatch();
  const words = useWords();
  return useMemo(
    () => ({
      info: (text) => dispatch({ type: 'noticed', text, severity: 'info' }),
      problem: (text) => dispatch({ type: 'noticed', text, severity: 'error' }),
      failure: (thrown) => dispatch({ type: 'noticed', text: reasonOf(thrown, words), severity: 'error' }),
    }),
    [dispatch, words],
  );
}
