// Searching everything that the user may read, and the channels and people of that name: one field, and one list
// below it that the arrow keys move in.

import { useEffect, useState } from 'react';

import { useChat } from '../../shared/hooks/client';
import { useCombobox } from '../../shared/hooks/useCombobox';
import { useNow } from '../../shared/hooks/useNow';
import { useTargets } from '../../shared/hooks/useTargets';
import type { SearchSpot } from '../../shared/hooks/view/search';
import { Button } from '../../shared/ui/Button';
import { Calendar } from '../../shared/ui/Calendar';
import type { SearchOrder } from '../../core/session/search';
import { dayOf } from './dates';
import { FilterBar } from './FilterBar';
import { OptionRow } from './OptionRow';
import type { Option } from './options';
import { useWords } from './pane-words';
import { FILTERS, mended, NOTHING, readQuery, settle, wordsOf, written, type FilterName } from './query';
import { forgetSearches, rememberSearch, useRecentSearches } from './recent';
import { Ending, Heading } from './Results';
import { SearchField } from './SearchField';
import { useAsked, type Asking } from './useAsked';
import { useOpenHit } from './useOpenHit';
import { useSearch, type Search } from './useSearch';
import styles from './SearchPane.module.css';

const MOST_TARGETS = 4;
const EVERY_FILTER: readonly Option[] = FILTERS.map((name) => ({ kind: 'filter', key: `f:${name}`, name, excluded: false }));

export function SearchPane({ query: given }: SearchSpot) {
  const words = useWords();
  const { search } = words;
  const me = useChat((state) => state.me?.username ?? '');
  const asking = useAsked(given);
  const { asked, query, begun, fieldRef } = asking;
  const [sort, setSort] = useState<SearchOrder>('relevance');
  const [picking, setPicking] = useState<Extract<Option, { kind: 'pick_date' }> | null>(null);
  const now = useNow();
  const found = useSearch(query, sort);
  const open = useOpenHit();
  const groups = useGroups(asking, found);
  const options = groups.flatMap((group) => group.options);
  const completing = begun?.filter != null && groups[0]?.name === 'suggestions';
  /** Enter searches with a value that completes to nothing, so that the user reads why it is wrong. */
  const isWrong = begun?.filter?.value !== '' && options[0]?.kind === 'pick_date';
  const combobox = useCombobox({ keys: options.map(({ key }) => key), first: completing && !isWrong ? 0 : -1, onPick: (index) => pick(options[index]), onSubmit: submit });
  useEffect(() => fieldRef.current?.focus(), [fieldRef]);

  function submit(): void {
    rememberSearch(me, asking.submit());
  }

  function pick(option: Option | undefined): void {
    switch (option?.kind) {
      case 'filter':
        begin(option.name, option.excluded, true);
        break;
      case 'value':
        complete(option.insert);
        break;
      case 'pick_date':
        setPicking(option);
        break;
      case 'recent':
        asking.set(readQuery(option.query));
        break;
      case 'target':
      case 'hit':
        rememberSearch(me, query);
        open(option);
        break;
      default:
    }
    combobox.move(null);
  }

  /** The text without the filter that is being written; a word is one only where it was completed to its name. */
  function rest(named = false): [before: string, after: string] {
    const { text } = asked;
    return begun === null || (begun.filter === null && !named) ? [text === '' ? '' : `${text.trimEnd()} `, ''] : [text.slice(0, begun.start), text.slice(begun.end).trimStart()];
  }

  function complete(filter: string): void {
    const [before, after] = rest();
    asking.set(settle({ ...asked, text: `${before}${after}${before === '' && after === '' ? '' : ' '}${filter}` }, null));
  }

  /** Begins a filter, whose values are then offered; `null` takes what was begun away. */
  function begin(name: FilterName | null, excluded = false, named = false): void {
    const [before, after] = rest(named);
    const text = `${before}${after}`.trim();
    const start = name === null ? '' : written(name, '', excluded);
    asking.set({ ...asked, text: text === '' ? start : `${text} ${start}` });
  }

  return (
    <div className={styles.search}>
      <SearchField
        asked={asked}
        combobox={combobox.field}
        fieldRef={fieldRef}
        onType={(text, caret) => {
          setPicking(null);
          asking.type(text, caret);
          combobox.move(null);
        }}
        onMoved={asking.moveCaret}
        onRemove={(filter, edit) => asking.set({ filters: asked.filters.filter((other) => other !== filter), text: edit ? `${filter}${asked.text === '' ? '' : ` ${asked.text}`}` : asked.text })}
        onClear={() => asking.set(NOTHING)}
      />
      <FilterBar
        begun={begun?.filter?.name ?? null}
        onBegin={(name) => {
          setPicking(null);
          begin(name);
        }}
      />
      {query !== '' && <Heading found={found} sort={sort} onSort={setSort} />}
      <div className={styles.scroller} aria-busy={found.loading}>
        {picking !== null && (
          <Calendar
            at={now}
            last={now}
            takesFocus
            onPick={(day) => {
              setPicking(null);
              complete(written(picking.name, dayOf(day), picking.excluded));
            }}
          />
        )}
        {/* The focus stays in the field, which has the keys. */}
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div {...combobox.list} hidden={picking !== null} aria-label={search.results} onMouseDown={(event) => event.preventDefault()}>
          {groups.map(({ name, options: own }) => (
            <div key={name} role="group" aria-label={search[name]} className={name === 'messages' && found.stale ? styles.stale : ''}>
              {name !== 'messages' && <h3 aria-hidden="true">{search[name]}</h3>}
              {own.map((option) => {
                const index = options.indexOf(option);
                return (
                  <div key={option.key} {...combobox.option(index)} aria-selected={index === combobox.active} className={option.kind === 'hit' ? styles.hit : styles.option}>
                    <OptionRow option={option} />
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        {query === '' && groups.some(({ name }) => name === 'recent') && (
          <Button size="small" onClick={() => forgetSearches(me)}>
            {search.forget}
          </Button>
        )}
        {query !== '' && (!completing || found.problem !== null) && picking === null && <Ending query={query} found={found} onMend={(unknown, meant) => asking.set(settle({ ...asked, text: mended(asked.text, unknown, meant) }, null))} />}
      </div>
    </div>
  );
}

interface Group {
  name: 'suggestions' | 'recent' | 'narrow' | 'targets' | 'messages';
  options: readonly Option[];
}

/** What is offered, from top to bottom. */
function useGroups({ asked, begun, query, suggestions }: Asking, { hits }: Search): Group[] {
  const me = useChat((state) => state.me?.username ?? '');
  const recent = useRecentSearches(me);
  const words = wordsOf(asked.text);
  const targets = useTargets(words, MOST_TARGETS);
  const isEmpty = asked.filters.length === 0 && asked.text.trim() === '';
  const all: Group[] = [
    { name: 'suggestions', options: suggestions },
    { name: 'recent', options: isEmpty ? recent.map((text) => ({ kind: 'recent', key: `r:${text}`, query: text })) : [] },
    { name: 'narrow', options: isEmpty ? EVERY_FILTER : [] },
    // With a filter it is messages that are looked for.
    { name: 'targets', options: words === '' || asked.filters.length > 0 || begun?.filter != null ? [] : targets.map((target) => ({ kind: 'target', key: `t:${target.key}`, target })) },
    { name: 'messages', options: query === '' ? [] : hits.map((hit) => ({ kind: 'hit', key: `m:${hit.message.id}`, hit })) },
  ];
  return all.filter(({ options }) => options.length > 0);
}
