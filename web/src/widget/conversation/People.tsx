/** @jsxImportSource preact */
// The people whom an `@` in the text could mean, above the line to write in.

import { Component } from 'preact';

import { fold } from '../../core/formatting/fold';
import type { ChannelView, Person } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { insert } from '../writing/insert';
import type { LiveContext } from './context';

interface PeopleProps {
  context: LiveContext;
  channel: ChannelView;
}

interface PeopleState {
  /** What follows the `@` before the caret; none is being written: null. */
  query: string | null;
  found: readonly Person[];
  chosen: number;
}

const BEGUN = /(?:^|[\s([{"'])@([\p{L}\p{N}\p{M}._+'’-]{0,40})$/u;
/** What may belong to a name, and may end a sentence. */
const ENDING = /[._+'’-]+$/;
const MOST_SHOWN = 6;
const ASK_AFTER_MS = 150;

export class People extends Component<PeopleProps, PeopleState> {
  override state: PeopleState = { query: null, found: [], chosen: 0 };
  #field: HTMLTextAreaElement | null = null;
  /** Where the word starts that was declined with Escape. */
  #declined = -1;
  #ask: ReturnType<typeof setTimeout> | undefined;

  override componentWillUnmount(): void {
    clearTimeout(this.#ask);
  }

  moved(field: HTMLTextAreaElement): void {
    this.#field = field;
    const query = BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;
    const start = field.selectionStart - (query ?? '').length;
    if (query === null || start !== this.#declined) this.#declined = -1;
    const wanted = this.#declined === -1 ? query : null;
    if (wanted === this.state.query) return;
    this.setState({ query: wanted, chosen: 0, found: wanted === null ? [] : this.#known(wanted) });
    clearTimeout(this.#ask);
    if (wanted !== null) this.#ask = setTimeout(() => void this.#search(wanted), ASK_AFTER_MS);
  }

  pressed(event: KeyboardEvent): boolean {
    const { found, chosen } = this.state;
    const count = found.length;
    if (count === 0) return false;
    if (event.key === 'ArrowDown') this.setState({ chosen: (chosen + 1) % count });
    else if (event.key === 'ArrowUp') this.setState({ chosen: (chosen + count - 1) % count });
    else if (event.key === 'Enter' || event.key === 'Tab') this.#accept(found[chosen]);
    else if (event.key === 'Escape') this.#decline();
    else return false;
    return true;
  }

  #decline(): void {
    this.#declined = (this.#field?.selectionStart ?? 0) - (this.state.query ?? '').length;
    this.setState({ query: null, found: [] });
  }

  #accept(person: Person | undefined): void {
    const field = this.#field;
    const { query } = this.state;
    if (field === null || person === undefined || query === null) return;
    const caret = field.selectionStart;
    field.focus();
    field.setSelectionRange(caret - query.length, caret);
    const space = field.value[caret] === ' ' ? '' : ' ';
    insert(field, person.username + space);
  }

  /** Whom the session knows: who wrote here comes first, oneself not at all. */
  #known(query: string): Person[] {
    // Whom the server has just found is there before the next view is.
    const { state } = this.props.context.session.store;
    const writers = state.timelines[channelKey(this.props.channel.id)]?.messages.map(({ userId }) => userId) ?? [];
    const name = query.replace(ENDING, '').toLowerCase();
    // A name is complete and the sentence ends: a longer one comes back with its next letter.
    if (name.length < query.length && Object.values(state.people).some(({ username }) => username.toLowerCase() === name)) return [];
    const nearness = ({ username }: Person): number => writers.lastIndexOf(username);
    return Object.values(state.people)
      .filter((person) => person.active && person.username !== state.me?.username && matches(person, query))
      .toSorted((one, other) => nearness(other) - nearness(one) || one.displayName.localeCompare(other.displayName))
      .slice(0, MOST_SHOWN);
  }

  async #search(query: string): Promise<void> {
    const { session } = this.props.context;
    try {
      const { items } = await session.rest.request('/api/chat/users', { q: query, limit: 50 });
      session.store.dispatch({ type: 'people_learned', people: items });
      if (query === this.state.query) this.setState({ found: this.#known(query) });
    } catch {
      // Those who are known stay in the list.
    }
  }

  override render() {
    const { found, chosen } = this.state;
    if (found.length === 0) return null;
    return (
      <div class="people" role="listbox" aria-label={this.props.context.words.locale.startsWith('de') ? 'Personen zum Erwähnen' : 'People to mention'}>
        {found.map((person, index) => (
          <div
            key={person.username}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            // Before the field loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              this.#accept(person);
            }}
          >
            {person.displayName} <small>@{person.username}</small>
          </div>
        ))}
      </div>
    );
  }
}

function matches({ username, displayName }: Person, query: string): boolean {
  return [username, ...displayName.split(/[\s.-]+/)].some((word) => fold(word).startsWith(fold(query)));
}
