/** @jsxImportSource preact */
// The ticket that the page around the widget is about (`ticket="HD-250819-138"`): its conversation is what opens for whoever
// is in it. Others open or join it with the row in the list: it is never made or joined by looking.

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

/** What the row says of the ticket's conversation. */
type Status = keyof ReturnType<typeof wordsOf>;

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
  /** The user and the ticket that all below is about, as of the last look. */
  #key: string | null = null;
  /** True from when someone opened the widget here until it is known whether they are in the conversation. */
  #asked = false;
  /** The ticket's title, once it is known that the user may see the ticket. */
  #title = '';
  #status: Status = 'open';

  constructor(private readonly panel: Surroundings) {
    this.#words = wordsOf(panel.props.widget.language);
  }

  /** Called again and again. `asked`: someone has just opened the widget. */
  look(asked: boolean): void {
    const { panel } = this;
    const key = this.#current();
    // It stays asked for while somebody logs in, and no longer.
    if (key !== this.#key) {
      this.#asked &&= this.#key === '';
      this.#key = key;
      this.#title = '';
      this.#set('open');
      if (key && !this.#room()) void this.#peek(key);
    }
    this.#asked ||= asked;
    if (!key) return;
    // Whoever has been there decides what is shown.
    const room = panel.state.visible && recall('ticket') !== key ? this.#room() : undefined;
    if (room) this.#arrive(room);
    this.#asked &&= !panel.state.visible;
  }

  /** Leads to the conversation from the list, unless that has it near the top. */
  row({ state }: Context): VNode | null {
    const room = this.#room();
    const number = this.#number();
    if (state.me === null || number === '' || (room && recentChannels(state).indexOf(room) < LISTED)) return null;
    const status = this.#status;
    return (
      <button type="button" class="row" disabled={status === 'unseen' || status === 'opening'} onClick={() => (room ? this.#arrive(room, true) : void this.#open())}>
        <span class="sign">
          <Icon path={TICKET} />
        </span>
        <span class="what">
          <span class="who">{room?.name ?? `${number} ${this.#title}`}</span>
          <span class="last" role="status">
            {this.#words[status]}
          </span>
        </span>
      </button>
    );
  }

  /** The user and the ticket of the page; empty while nobody is logged in, `null` on a page about no ticket. */
  #current(): string | null {
    const { me } = this.panel.around().state;
    const number = this.#number();
    return number === '' ? null : me === null ? '' : `${me.username} ${number}`;
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

  /** Learns what the row says of it. Without an answer it says the number. */
  async #peek(key: string): Promise<void> {
    const [title, status] = await this.panel.overview.rest.request(this.#path()).then(
      (card) => [card.title, 'open'] as const,
      (thrown: unknown) => ['', isWithheld(thrown) ? 'unseen' : 'open'] as const,
    );
    if (key !== this.#key) return;
    this.#title = title;
    this.#set(status);
  }

  #path(): `/api/chat/tickets/${string}` {
    return `/api/chat/tickets/${encodeURIComponent(this.#number())}`;
  }

  async #open(): Promise<void> {
    const { panel } = this;
    const key = this.#current();
    this.#set('opening');
    try {
      const room = await panel.overview.rest.request(`${this.#path()}/room`, {}, { method: 'POST' });
      this.#set('open');
      // An open session hears of it as well.
      panel.overview.take([...Object.values(panel.around().state.channels), room]);
      if (key === this.#current()) this.#arrive(room, true);
    } catch (thrown) {
      this.#set(isWithheld(thrown) ? 'unseen' : 'failed');
    }
  }

  #set(status: Status): void {
    this.#status = status;
    this.panel.forceUpdate();
  }

  /** Shows it, unless another conversation would have to give way that nobody asked to leave. */
  #arrive({ id }: ChannelView, asked = this.#asked): void {
    const { state, show } = this.panel.around();
    const { channelId } = this.panel.state;
    const shown = state.channels[channelId ?? 0];
    remember('ticket', this.#current() ?? '');
    if (channelId !== id && (asked || !shown || shown.ticket)) show(id);
  }
}

function isWithheld(thrown: unknown): boolean {
  return /40[34]$/.test(String(thrown));
}
