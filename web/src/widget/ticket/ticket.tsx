/** @jsxImportSource preact */
// The ticket that the page around the widget is about (`ticket="HD-250819-138"`): its conversation is what opens.

import type { VNode } from 'preact';

import type { ChannelView } from '../../core/protocol/generated';
import { recentChannels } from '../../core/store/selectors';
import { recall, remember } from '../memory';
import { Icon } from '../panel/Icon';
import type { Context } from '../panel/context';
import type { Overview } from '../panel/overview';
import { wordsOf } from './words';

const TICKET = 'M4 4a2 2 0 0 0-2 2v4a2 2 0 1 1 0 4v4a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-4a2 2 0 1 1 0-4V6a2 2 0 0 0-2-2H4m0 2h16v2.5a4 4 0 0 0 0 7V18H4v-2.5a4 4 0 0 0 0-7z';
/** As many conversations are listed in any case. */
const LISTED = 5;

/** What the panel does for it. */
export interface Surroundings {
  /** The element's attribute says which ticket the page is about; a page that loads nothing anew may change it. */
  readonly props: { readonly widget: HTMLElement & { readonly language: string | undefined } };
  /** `channelId`: the conversation that is shown; `null`: the list is. */
  readonly state: { readonly visible: boolean; readonly channelId: number | null };
  readonly overview: Overview;
  /** What every part of it is given. */
  around(): Context;
  forceUpdate(): void;
}

export class TicketRoom {
  readonly #words;
  /** The user and the ticket that all below is about; empty while nobody is logged in, `null` on a page about no ticket. */
  #key: string | null = null;
  /** True from when someone opened the widget here until the conversation is shown. */
  #asked = false;
  #problem: 'unseen' | 'failed' | null = null;
  #busy = false;

  constructor(private readonly panel: Surroundings) {
    this.#words = wordsOf(panel.props.widget.language);
  }

  /** Called again and again. `asked`: someone has just opened the widget. */
  look(asked: boolean): void {
    const { panel } = this;
    const { me } = panel.around().state;
    const number = this.#number();
    const key = number === '' ? null : me === null ? '' : `${me.username} ${number}`;
    // It stays asked for while somebody logs in, and no longer.
    if (key !== this.#key) {
      this.#asked &&= this.#key === '';
      this.#key = key;
      this.#set(this.#busy, null);
    }
    this.#asked = key !== null && (this.#asked || asked);
    if (!key) return;
    // Whoever has been there decides what is shown.
    if (!panel.state.visible || this.#busy || recall('ticket') === key) return;
    const room = this.#room();
    if (room !== undefined) this.#arrive(room);
    else if (this.#asked) void this.#open();
  }

  /** Leads to the conversation from the list, unless that has it near the top. */
  row({ state }: Context): VNode | null {
    const room = this.#room();
    const number = this.#number();
    if (state.me === null || number === '' || (room !== undefined && recentChannels(state).indexOf(room) < LISTED)) return null;
    const unseen = this.#problem === 'unseen';
    return (
      <button type="button" class="row" disabled={unseen || this.#busy} onClick={() => (room === undefined ? void this.#open() : this.#arrive(room, true))}>
        <span class="sign">
          <Icon path={TICKET} />
        </span>
        <span class="what">
          <span class="who">{room?.name ?? number}</span>
          <span class="last" role="status">
            {this.#words[this.#busy ? 'opening' : (this.#problem ?? 'open')]}
          </span>
        </span>
      </button>
    );
  }

  /** In capital letters, as Orvale writes it. */
  #number(): string {
    return (this.panel.props.widget.getAttribute('ticket') ?? '').trim().toUpperCase();
  }

  /** The conversation, if the user is in it. */
  #room(): ChannelView | undefined {
    const number = this.#number();
    return Object.values(this.panel.around().state.channels).find(({ ticket, role }) => ticket === number && role !== null);
  }

  async #open(): Promise<void> {
    const { panel } = this;
    const key = this.#key;
    this.#set(true, null);
    try {
      const room = await panel.overview.rest.request(`/api/chat/tickets/${encodeURIComponent(this.#number())}/room`, {}, { method: 'POST' });
      this.#set(false, null);
      // An open session hears of it as well.
      panel.overview.take([...Object.values(panel.around().state.channels), room]);
      if (key === this.#key) this.#arrive(room, true);
    } catch (thrown) {
      this.#asked = false;
      this.#set(false, /40[34]$/.test(String(thrown)) ? 'unseen' : 'failed');
    }
  }

  #set(busy: boolean, problem: 'unseen' | 'failed' | null): void {
    this.#busy = busy;
    this.#problem = problem;
    this.panel.forceUpdate();
  }

  /** Shows it, unless another conversation would have to give way that nobody asked to leave. */
  #arrive({ id }: ChannelView, asked = this.#asked): void {
    const { state, show } = this.panel.around();
    const { channelId } = this.panel.state;
    const shown = channelId === null ? undefined : state.channels[channelId];
    remember('ticket', this.#key ?? '');
    this.#asked = false;
    if (channelId !== id && (asked || shown === undefined || shown.ticket !== undefined)) show(id);
  }
}
