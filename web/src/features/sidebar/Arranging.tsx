// Arranging the sections of one's own: by dragging, and with Ctrl Shift ↑ and ↓ on what has the focus. The rows
// and headings say what they are in `data-channel` and `data-section`.

import { useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

import { useSession } from '../../shared/hooks/client';
import { moveSection, place, sectionWith, type OwnSection, type OwnSections } from '../../shared/hooks/own-sections';
import { sidebarTitle } from '../../shared/hooks/sections';
import { changeOwnSections, ownSections, sidebarChoices } from '../../shared/hooks/sidebar';
import { useWords } from './arrange-words';
import { useSharedSections } from './useSharedSections';

/** What a drag carries, so that a link from elsewhere is not taken for a conversation. */
const DRAGGED = 'application/x-orvale-conversation';

export function Arranging({ scroller }: { scroller: RefObject<HTMLElement | null> }) {
  const { arrange, notes } = useWords();
  const session = useSession();
  const [said, setSaid] = useState('');
  useSharedSections();
  useEffect(() => {
    const list = scroller.current;
    if (list === null) return undefined;
    const mine = (): string => session.store.state.me?.username ?? '';
    const own = (): OwnSections => ownSections(sidebarChoices.get(), mine());
    const change = (next: OwnSections): void => flushSync(() => changeOwnSections(mine(), () => next));

    const moveRow = (channelId: number, by: -1 | 1): void => {
      const sections = own();
      const spot = spotBeside(list, sections, channelId, by);
      if (sectionWith(sections, channelId) === undefined) setSaid(arrange.notOwn);
      if (spot === null) return;
      const next = place(sections, channelId, spot.section.id, spot.index);
      change(next);
      list.querySelector<HTMLElement>(`[data-channel="${channelId}"]`)?.focus();
      const now = sectionWith(next, channelId);
      const channel = session.store.state.channels[channelId];
      if (now === undefined || channel === undefined) return;
      setSaid(arrange.moved(sidebarTitle(session.store.state, channel, notes), now.channels.indexOf(channelId) + 1, now.channels.length, now.title));
    };
    const moveHeading = (sectionId: string, by: -1 | 1): void => {
      const next = moveSection(own(), sectionId, by);
      change(next);
      list.querySelector<HTMLElement>(`[data-section="own:${sectionId}"] [data-stop=heading]`)?.focus();
      const index = next.findIndex(({ id }) => id === sectionId);
      setSaid(arrange.sectionMoved(next[index]?.title ?? '', index + 1, next.length));
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
      if (by === null || !(event.ctrlKey || event.metaKey) || !event.shiftKey || event.altKey) return;
      const channelId = channelOf(event.target);
      const sectionId = sectionOf(event.target);
      if (channelId === null && sectionId === null) return;
      event.preventDefault();
      if (channelId !== null) moveRow(channelId, by);
      else if (sectionId !== null) moveHeading(sectionId, by);
    };

    const unmark = (): void => list.querySelectorAll<HTMLElement>('[data-drop]').forEach((row) => delete row.dataset['drop']);
    const onDragStart = (event: DragEvent): void => {
      const channelId = channelOf(event.target);
      if (channelId !== null) event.dataTransfer?.setData(DRAGGED, String(channelId));
    };
    const onDragOver = (event: DragEvent): void => {
      unmark();
      if (event.dataTransfer?.types.includes(DRAGGED) !== true) return;
      const drop = dropAt(event);
      if (drop === null) return;
      event.preventDefault();
      drop.element.dataset['drop'] = drop.side;
    };
    const onDrop = (event: DragEvent): void => {
      unmark();
      const channelId = Number(event.dataTransfer?.getData(DRAGGED));
      const drop = dropAt(event);
      if (drop === null || !(channelId > 0)) return;
      event.preventDefault();
      const sections = own();
      const before = drop.beside === null ? 0 : (sections.find(({ id }) => id === drop.sectionId)?.channels.indexOf(drop.beside) ?? -1);
      const index = drop.side === 'below' && drop.beside !== null ? before + 1 : before;
      change(place(sections, channelId, drop.sectionId, index));
    };
    const ended = new AbortController();
    const { signal } = ended;
    list.addEventListener('keydown', onKeyDown, { signal });
    list.addEventListener('dragstart', onDragStart, { signal });
    list.addEventListener('dragover', onDragOver, { signal });
    list.addEventListener('drop', onDrop, { signal });
    list.addEventListener('dragleave', unmark, { signal });
    list.addEventListener('dragend', unmark, { signal });
    return () => ended.abort();
  }, [scroller, session, arrange, notes]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}

/** The place one further up or down among the rows that are shown: at an edge, the near end of the next section. */
function spotBeside(list: HTMLElement, sections: OwnSections, channelId: number, by: -1 | 1): { section: OwnSection; index: number } | null {
  const here = sections.findIndex(({ channels }) => channels.includes(channelId));
  const section = sections[here];
  if (section === undefined) return null;
  const shown = Array.from(list.querySelectorAll<HTMLElement>(`[data-section="own:${section.id}"] [data-channel]`), channelOf);
  const neighbour = shown[shown.indexOf(channelId) + by] ?? null;
  // `place` counts as the list stands now: one further down is behind the next.
  if (neighbour !== null) return { section, index: section.channels.indexOf(neighbour) + (by === 1 ? 1 : 0) };
  const next = sections[here + by];
  return next === undefined ? null : { section: next, index: by === 1 ? 0 : next.channels.length };
}

function channelOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-channel]') : null;
  return row === null ? null : Number(row.dataset['channel']);
}

/** The section of one's own that something is in. */
function sectionOf(target: EventTarget | null): string | null {
  const section = target instanceof Element ? target.closest<HTMLElement>('[data-section]')?.dataset['section'] : undefined;
  return section?.startsWith('own:') === true ? section.slice('own:'.length) : null;
}

interface Drop {
  element: HTMLElement;
  side: 'above' | 'below';
  /** The conversation that it is put beside; `null` for the start of a section. */
  beside: number | null;
  /** `null` for none of one's own. */
  sectionId: string | null;
}

/** Where something that is dropped here goes: beside a row, or into a section. */
function dropAt({ target, clientY }: DragEvent): Drop | null {
  if (!(target instanceof Element)) return null;
  const section = target.closest<HTMLElement>('[data-section]');
  if (section === null || section.dataset['section'] === 'pinned') return null;
  const sectionId = sectionOf(target);
  const row = sectionId === null ? null : target.closest<HTMLElement>('[data-channel]');
  if (row === null) return { element: section.querySelector<HTMLElement>('[data-stop=heading]') ?? section, side: 'below', beside: null, sectionId };
  const { top, height } = row.getBoundingClientRect();
  return { element: row, side: clientY < top + height / 2 ? 'above' : 'below', beside: channelOf(row), sectionId };
}
