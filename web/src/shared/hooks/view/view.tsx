// What the page shows besides conversations: read it in parts, and act on it.

import { createContext, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type Dispatch, type ReactNode } from 'react';

import { asChatError } from '../../../core/protocol/errors';
import { useRegistry, type Registry } from '../../registry/registry';
import { useMediaQuery } from '../useMediaQuery';
import { reasonOf } from '../../words/reasons';
import { useWords } from '../../words/words';
import { isOwnStep, parsePlace, stepsOf, type Place } from './address';
import { backToList, forgetLayers, heldHere, matchLayers, NARROW, PANE_COVERS, pushAddress, replaceAddress, wasOurs } from './layers';
import type { Notify } from './notify';
import type { Route } from './route';
import { initialView, type Pane, type ViewAction, type ViewState } from './state';
import { ViewStore } from './store';

const ViewContext = createContext<ViewStore | null>(null);

export function ViewProvider({ children }: { children: ReactNode }) {
  const registry = useRegistry();
  const [store] = useState(() => new ViewStore(initialView(parsePlace(window.location, registry), heldHere())));
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
  const registry = useRegistry();
  const covers = useMediaQuery(PANE_COVERS);
  const visit = useView((view) => view.visit);
  const held = useView((view) => view.held);
  // As one value: an address holds no space.
  const steps = useView((view) => stepsOf(view, { covers, held: view.held }, registry).join(' '));
  const layers = useRef(0);
  useLayoutEffect(() => {
    layers.current = steps.split(' ').length - 1;
  }, [steps]);
  useEffect(() => forgetLayers(layers.current), []);
  useEffect(() => matchLayers(steps.split(' '), held), [steps, held, visit]);
  useEffect(() => {
    const follow = (): void => {
      if (wasOurs()) matchLayers(steps.split(' '), held);
      else dispatch({ type: 'returned', place: parsePlace(window.location, registry), held: heldHere() });
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, [steps, held, registry, dispatch]);
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

/** Reads what the page shows at this moment: an effect may run after the user has gone on, and before a render says so. */
export function useViewNow(): () => ViewState {
  const store = useViewStore();
  return useCallback(() => store.state, [store]);
}

export function useViewDispatch(): Dispatch<ViewAction> {
  return useViewStore().dispatch;
}

/**
 * Goes to a channel, or to a message in it: as a step of its own, or in place of the current one. With a pane that
 * is to be open there; else the one that is open stays, where there is room.
 */
export function useNavigate(): (route: Route, step?: 'new' | 'same', beside?: Pane) => void {
  const store = useViewStore();
  const registry = useRegistry();
  const { dispatch } = store;
  return useCallback(
    (route, step = 'new', beside) => {
      const before = store.state;
      const [narrow = false, covers = false] = [NARROW, PANE_COVERS].map((query) => window.matchMedia(query).matches);
      const addressOf = (place: Place, held: boolean): string => stepsOf(place, { covers, held }, registry)[0] ?? '';
      const left = route.channelId !== before.route.channelId && isOfOneChannel(before.pane, registry);
      const pane = beside ?? (narrow || left ? null : before.pane);
      // One step back leads from both to where the user was.
      let held = (!covers || (pane === beside && step === 'new')) && isOwnStep(pane, registry);
      const address = addressOf({ route, pane, dialog: null }, held);
      if (step === 'same') replaceAddress(address, held);
      else if (!pushAddress(address, addressOf({ ...before, dialog: null }, before.held), isPassed(before, covers, registry) ? 'kept' : 'replaced', held)) held = before.held;
      // With another pane beside it, the conversation itself stays where it is.
      if (beside === undefined || route !== before.route) dispatch({ type: 'visited', route });
      dispatch(pane === null ? { type: 'pane_closed' } : { type: 'pane_opened', pane, held });
    },
    [store, registry, dispatch],
  );
}

/** Goes to a place: to its conversation, and to what is open there. */
export function useGoTo(): (place: Place) => void {
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  return useCallback(
    ({ route, pane, dialog }) => {
      if (route.channelId !== null || route.page !== undefined) navigate(route, 'new', pane ?? undefined);
      else if (pane !== null) dispatch({ type: 'pane_opened', pane });
      if (dialog !== null) dispatch({ type: 'dialog_opened', dialog });
    },
    [navigate, dispatch],
  );
}

/** Whether Back leads to what is open now: what belongs to no channel is gone through from one channel to the next. */
function isPassed({ pane, dialog }: ViewState, covers: boolean, registry: Registry): boolean {
  if (pane === null || dialog !== null) return false;
  return registry.panes[pane.name]?.anywhere === true || (!covers && isOwnStep(pane, registry));
}

function isOfOneChannel(pane: ViewState['pane'], { panes }: Registry): boolean {
  return pane !== null && panes[pane.name]?.ofOneChannel === true;
}

/** Leads up to the list. What came from there goes back: the device's own Back then leads out of the page. */
export function useBackToList(): () => void {
  const navigate = useNavigate();
  return useCallback(() => {
    if (!backToList()) navigate({ channelId: null, seq: null });
  }, [navigate]);
}

export function useNotify(): Notify {
  const dispatch = useViewDispatch();
  const words = useWords();
  return useMemo(
    () => ({
      info: (text, topic, more) => dispatch({ type: 'noticed', text, topic, more, severity: 'info' }),
      problem: (text) => dispatch({ type: 'noticed', text, severity: 'error' }),
      failure: (thrown) => dispatch({ type: 'noticed', text: reasonOf(thrown, words), severity: 'error', code: asChatError(thrown).code }),
    }),
    [dispatch, words],
  );
}
