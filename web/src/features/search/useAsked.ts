// What is typed into the search, what of it is asked for, and how both follow the address.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { personCalled, partnersOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { useSession } from '../../shared/hooks/client';
import { searchFor } from '../../shared/hooks/view/search';
import { useView, useViewDispatch, useViewNow } from '../../shared/hooks/view/view';
import type { Suggestion } from './options';
import { begunAt, formatQuery, isBegun, OF_PEOPLE, queryOf, readQuery, settle, wholeOf, written, type Asked, type Begun, type Filter } from './query';
import { useSuggestions } from './useSuggestions';

/** Whoever types on is not asked about. */
const PAUSE_MS = 200;

export interface Asking {
  asked: Asked;
  /** What is searched for. */
  query: string;
  /** What is being written at the caret. */
  begun: Begun | null;
  /** What could complete that. */
  suggestions: readonly Suggestion[];
  fieldRef: RefObject<HTMLInputElement | null>;
  type(text: string, caret: number): void;
  moveCaret(caret: number): void;
  /** Puts something in place of all that was typed, with the caret at the end of its text. */
  set(asked: Asked): void;
  /** Searches at once for all that is written, complete or not. Gives what is then searched for. */
  submit(): string;
}

/** `query` is that of the address; without one, the search is in the open conversation. */
export function useAsked(query: string | undefined): Asking {
  const session = useSession();
  const dispatch = useViewDispatch();
  const viewNow = useViewNow();
  const channelId = useView((view) => view.route.channelId);
  const begin = useCallback((from: string | undefined): Asked => readQuery(from ?? here(session.store.state, channelId)), [session, channelId]);
  const [asked, setAsked] = useState(() => begin(query));
  const [caret, setCaret] = useState(asked.text.length);
  const [settled, setSettled] = useState(() => formatQuery(asked));
  const [followed, follow] = useState(query);
  /** All that was written when it was asked for, complete or not; `null` once it has been changed. */
  const [submitted, setSubmitted] = useState<string | null>(settled);
  /** What this has put into the address last. */
  const [told] = useState(() => new Set<string>());
  const begun = useMemo(() => begunAt(asked.text, caret), [asked.text, caret]);
  const suggestions = useSuggestions(begun);
  /** Whoever writes a value that completes to nothing reads why as they write. */
  const leadsNowhere = ({ name, value }: Filter): boolean =>
    begun?.filter?.name === name && begun.filter.value === value && !isBegun(begun.filter) && suggestions.every(({ kind }) => kind === 'pick_date');
  const wanted = submitted ?? queryOf(asked, (filter) => isKnown(session.store.state, filter), leadsNowhere);
  if (followed !== query) {
    follow(query);
    // Back, or somebody asks for something else.
    // Its own search comes back from the address, perhaps after the user has gone on: that is neither.
    if (query === undefined || (query !== settled && !told.has(query))) {
      const next = begin(query);
      setAsked(next);
      setSettled(formatQuery(next));
      setSubmitted(formatQuery(next));
    }
  }
  const field = useField();
  const { focus } = field;
  useEffect(() => {
    if (query === undefined) focus();
  }, [query, focus]);

  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    pause.current = setTimeout(() => setSettled(wanted), PAUSE_MS);
    return () => clearTimeout(pause.current);
  }, [wanted]);
  useEffect(() => {
    // Closed, or another pane opened in its place, just before this runs: it must not come back.
    if (viewNow().pane?.name !== 'search') return;
    told.clear();
    told.add(settled);
    dispatch(searchFor(settled));
  }, [dispatch, viewNow, settled, told]);

  const set = (next: Asked): void => {
    setAsked(next);
    setSubmitted(null);
    setCaret(next.text.length);
    field.hold(next.text.length);
    clearTimeout(pause.current);
    setSettled(queryOf(next, (filter) => isKnown(session.store.state, filter)));
  };
  return {
    asked,
    query: settled,
    begun,
    suggestions,
    fieldRef: field.ref,
    type(text, at) {
      const next = settle({ ...asked, text }, at);
      setAsked(next);
      setSubmitted(null);
      // What became a filter stood before the caret.
      const place = Math.max(0, at - (text.length - next.text.length));
      setCaret(place);
      if (next.text !== text) field.hold(place);
    },
    moveCaret: setCaret,
    set,
    submit() {
      const next = settle(asked, null);
      set(next);
      const whole = wholeOf(next);
      setSubmitted(whole);
      setSettled(whole);
      return whole;
    },
  };
}

/** The field, whose caret stays where it is put when its text is changed for its user. */
function useField() {
  const ref = useRef<HTMLInputElement>(null);
  const held = useRef<number | null>(null);
  // Also where only a filter goes, and with it the button that had the focus.
  useLayoutEffect(() => {
    if (held.current === null) return;
    const place = held.current;
    held.current = null;
    ref.current?.focus();
    ref.current?.setSelectionRange(place, place);
  });
  return useMemo(
    () => ({
      ref,
      focus: () => ref.current?.focus(),
      hold: (place: number) => {
        held.current = place;
      },
    }),
    [],
  );
}

/** The filters that mean the open conversation. */
function here({ channels, me }: ChatState, channelId: number | null): string {
  const channel = channelId === null ? undefined : channels[channelId];
  if (channel === undefined) return '';
  if (channel.type !== 'direct') return written('in', `#${channel.name}`);
  return partnersOf(channel, me)
    .map((username) => written('with', username === me?.username ? 'me' : `@${username}`))
    .join(' ');
}

/** Whether somebody or something of that name is known here, so that the name is complete. */
function isKnown({ people, channels }: ChatState, { name, value }: Filter): boolean {
  const bare = value.replace(/^[#@]/u, '').toLowerCase();
  if (OF_PEOPLE.includes(name)) return bare === 'me' || personCalled(people, bare) !== undefined;
  return name !== 'in' || Object.values(channels).some((channel) => channel.name.toLowerCase() === bare);
}
