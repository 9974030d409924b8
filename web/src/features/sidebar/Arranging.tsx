// Arranging the rows of sections, and the sections of one's own: by dragging, and with Ctrl Shift ↑ and ↓ on what has
// the focus; and what a finger held on a row opens. The rows and headings say what they are in `data-channel` and `data-section`.

import { useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

import { useSession } from '../../shared/hooks/client';
import { moveSection, place } from '../../shared/hooks/arranging';
import type { OwnSection, OwnSections } from '../../shared/hooks/own-sections';
import { sectionsOf, sidebarTitle, type SectionName, type SidebarSection } from '../../shared/hooks/sections';
import { arrangeSection, changeOwnSections, ownSections, sidebarChoices } from '../../shared/hooks/sidebar';
import { useConversationMenu } from '../../shared/hooks/useConversationMenu';
import { useWords } from './arrange-words';
import { watchHolds } from './holds';
import { useSharedSections } from './useSharedSections';

/** What a drag carries, so that a link from elsewhere is not taken for a conversation. */
const DRAGGED = 'application/x-orvale-conversation';

export function Arranging({ scroller }: { scroller: RefObject<HTMLElement | null> }) {
  const { arrange, sidebar, notes } = useWords();
  const session = useSession();
  const openMenu = useConversationMenu();
  const [said, setSaid] = useState('');
  useSharedSections();
  useEffect(() => {
    const list = scroller.current;
    if (list === null) return undefined;
    const mine = (): string => session.store.state.me?.username ?? '';
    const own = (): OwnSections => ownSections(sidebarChoices.get(), mine());
    const change = (next: OwnSections): void => flushSync(() => changeOwnSections(mine(), () => next));

    const sectionAround = (channelId: number): SidebarSection | undefined =>
      sectionsOf(session.store.state, sidebarChoices.get()).find(({ channels }) => channels.some(({ id }) => id === channelId));
    /** Puts a row beside another one of its section, in whatever order the two stand now. */
    const putBeside = (channelId: number, beside: number, side: Drop['side']): void => {
      const section = sectionAround(beside);
      if (section === undefined || channelId === beside) return;
      const others = section.channels.map(({ id }) => id).filter((id) => id !== channelId);
      const next = others.toSpliced(others.indexOf(beside) + (side === 'below' ? 1 : 0), 0, channelId);
      flushSync(() => arrangeSection(mine(), section.name, next));
    };
    const moveRow = (channelId: number, by: -1 | 1): void => {
      const name = sectionAround(channelId)?.name;
      if (name === undefined) return;
      const neighbour = rowBeside(list, name, channelId, by);
      const next = neighbour === null ? nextSection(own(), name, by) : undefined;
      if (neighbour !== null) putBeside(channelId, neighbour, by === 1 ? 'below' : 'above');
      else if (next !== undefined) change(place(own(), channelId, next.id, by === 1 ? 0 : Infinity));
      list.querySelector<HTMLElement>(`[data-channel="${channelId}"]`)?.focus();
      const { store } = session;
      const [now, channel] = [sectionAround(channelId), store.state.channels[channelId]];
      if (now === undefined || channel === undefined) return;
      const position = now.channels.findIndex(({ id }) => id === channelId) + 1;
      setSaid(arrange.moved(sidebarTitle(store.state, channel, notes), position, now.channels.length, now.title ?? sidebar[now.name as SectionName]));
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
    let dragged: number | null = null;
    const onDragStart = (event: DragEvent): void => {
      dragged = channelOf(event.target);
      if (dragged !== null) event.dataTransfer?.setData(DRAGGED, String(dragged));
    };
    const dropAt = (event: DragEvent): Drop | null => {
      const from = dragged === null ? undefined : sectionAround(dragged);
      return dropFrom(from, event);
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
      const { beside, side, sectionId } = drop;
      const [first] = sectionAround(channelId)?.name === drop.section ? (sectionAround(channelId)?.channels ?? []) : [];
      if (first === undefined) change(place(own(), channelId, sectionId, 0));
      if (beside !== null) putBeside(channelId, beside, side);
      else if (first !== undefined) putBeside(channelId, first.id, 'above');
    };
    const ended = new AbortController();
    const { signal } = ended;
    watchHolds(list, (row) => openMenu(Number(row.dataset['channel']), row), signal);
    list.addEventListener('keydown', onKeyDown, { signal });
    list.addEventListener('dragstart', onDragStart, { signal });
    list.addEventListener('dragover', onDragOver, { signal });
    list.addEventListener('drop', onDrop, { signal });
    list.addEventListener('dragleave', unmark, { signal });
    list.addEventListener('dragend', unmark, { signal });
    return () => ended.abort();
  }, [scroller, session, arrange, sidebar, notes, openMenu]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}

/** The row above or below among those of its section that are shown. */
function rowBeside(list: HTMLElement, section: string, channelId: number, by: -1 | 1): number | null {
  const shown = Array.from(list.querySelectorAll<HTMLElement>(`[data-section="${section}"] [data-channel]`), channelOf);
  return shown[shown.indexOf(channelId) + by] ?? null;
}

/** The section of one's own above or below one of them. */
function nextSection(sections: OwnSections, name: string, by: -1 | 1): OwnSection | undefined {
  const here = sections.findIndex(({ id }) => `own:${id}` === name);
  return here === -1 ? undefined : sections[here + by];
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
  /** The conversation that it is put beside; `null` for a section as it is sorted. */
  beside: number | null;
  section: string;
  /** `null` for none of one's own. */
  sectionId: string | null;
}

/** Where something from a section that is dropped here goes: beside a row, or into a section. */
function dropFrom(from: SidebarSection | undefined, { target, clientY }: DragEvent): Drop | null {
  if (!(target instanceof Element)) return null;
  const element = target.closest<HTMLElement>('[data-section]');
  const section = element?.dataset['section'];
  if (element === null || section === undefined || (section === 'pinned' && from?.name !== 'pinned')) return null;
  const sectionId = sectionOf(target);
  // What comes from elsewhere has no place of its own choice in a section that is none of one's own.
  const row = sectionId === null && from?.name !== section ? null : target.closest<HTMLElement>('[data-channel]');
  if (row === null) return { element: element.querySelector<HTMLElement>('[data-stop=heading]') ?? element, side: 'below', beside: null, section, sectionId };
  const { top, height } = row.getBoundingClientRect();
  return { element: row, side: clientY < top + height / 2 ? 'above' : 'below', beside: channelOf(row), section, sectionId };
}
