// What the page shows besides conversations: read it in parts, and act on it.

import { createContext, useCallback, useContext, useEffect, useMemo, useState, useSyncExternalStore, type Dispatch, type ReactNode } from 'react';

import { useMediaQuery } from '../useMediaQuery';
import { reasonOf } from '../../words/reasons';
import { useWords } from '../../words/words';
import { BACK_CLOSES, backToList, forgetLayers, layersHere, matchLayers, NARROW, pushAddress, replaceAddress, wasOurs } from './layers';
import { formatRoute, parseRoute, type Route } from './route';
import { initialView, layersOf, type ViewAction, type ViewState } from './state';
import { ViewStore } from './store';

const ViewContext = createContext<ViewStore | null>(null);

export function ViewProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => new ViewStore(initialView(parseRoute(window.location.pathname))));
  return (
    <ViewContext value={store}>
      <History />
      {children}
    </ViewContext>
  );
}

/** Keeps the browser's history and what is shown in step. */
function History() {
  const dispatch = useViewDispatch();
  const backCloses = useMediaQuery(BACK_CLOSES);
  const shown = useView((view) => layersOf(view, backCloses));
  const visit = useView((view) => view.visit);
  const address = useView((view) => formatRoute(view.route));
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
  }, [address, shown, dispatch]);
  return null;
}

function useViewStore(): ViewStore {
  const store = useContext(ViewContext);
  if (store === null) throw new Error('a ViewProvider is missing above this component');
  return store;
}

/**
 * A part of what the page shows; the component renders again only when that part changes. What `select`
 * gives must be a part of the state or a plain value, not made anew each time.
 */
export function useView<T>(select: (view: ViewState) => T): T {
  const store = useViewStore();
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}

export function useViewDispatch(): Dispatch<ViewAction> {
  return useViewStore().dispatch;
}

/** Goes to a channel, or to a message in it: as a step of its own, or in place of the current one. */
export function useNavigate(): (route: Route, step?: 'new' | 'same') => void {
  const dispatch = useViewDispatch();
  return useCallback(
    (route, step = 'new') => {
      if (step === 'new') pushAddress(formatRoute(route));
      else replaceAddress(formatRoute(route));
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
