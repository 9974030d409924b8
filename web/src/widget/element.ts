// <orvale-chat-widget>: the launcher in the corner. What is behind it is loaded when it is opened.

import type { ChannelView } from '../core/protocol/generated';
import { Bell } from './bell';
import launcherCss from './launcher.css?inline';
import { loadPanel } from './load-panel';
import { loginOf, type TokenSource } from './login';
import { recall } from './memory';
import type { Panel } from './panel/mount';
import { wordsOf } from './words';

const LOOK_EVERY_MS = 500;
const ASK_AGAIN_MS = 60_000;
/** After so many looks at a hidden page the connection is given back to the server. */
const PATIENT_LOOKS = 60;

export class OrvaleChatWidget extends HTMLElement {
  /**
   * The login, or a function that gives it; by default what the page keeps in `localStorage`. The
   * function is asked whenever the widget connects, and once a minute.
   */
  // A page may have set it before this script arrived.
  token = (this as { token?: TokenSource }).token ?? null;

  readonly #widget = part('div', 'widget');
  readonly #inside = part('div', 'panel');
  readonly #launcher = part('button', 'launcher') as HTMLButtonElement;
  readonly #badge = part('span', 'badge');
  /** Says what is wrong when the panel could not be loaded. */
  readonly #note = part('span', '');
  /** For the panel. */
  bell: Bell | null = null;
  #panel: Panel | null = null;
  #loading = false;
  #looks: ReturnType<typeof setInterval> | undefined;
  #hiddenLooks = 0;
  #source: TokenSource = null;
  #askAt = 0;

  /** Where the chat server is; by default where this script comes from. */
  get server(): string {
    return new URL(this.getAttribute('server') ?? import.meta.url, location.href).origin;
  }

  /** The language of the page around it, as two letters. */
  get language(): string | undefined {
    return this.closest<HTMLElement>('[lang]')?.lang.slice(0, 2);
  }

  connectedCallback(): void {
    if (!this.shadowRoot) this.#build();
    this.show(null);
    // A page that logs in or out, or goes elsewhere without loading, tells nobody: so we look.
    this.#looks = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  disconnectedCallback(): void {
    clearInterval(this.#looks);
    this.#leave();
  }

  /** Shows the conversations; loads what is needed first. */
  open(): void {
    void this.#unfold(true);
  }

  /** Folds up into the launcher, which takes over the focus if the panel had it. */
  close(): void {
    const focused = this.shadowRoot?.activeElement;
    this.#panel?.hide();
    this.#fold(true);
    if (focused) this.#launcher.focus();
  }

  // Node by node: a page may require trusted types, and then refuses HTML.
  #build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherCss);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.#launcher.onclick = () => this.open();
    this.#launcher.append(this.#note, this.#badge);
    this.#widget.append(this.#inside, this.#launcher);
    this.#fold(true);
    root.append(this.#widget);
  }

  look(): void {
    const hidden = (this.getAttribute('hidden-paths') ?? '/chat').split(/[\s,]+/);
    const away = hidden.some((path) => path && `${location.pathname}/`.startsWith(`${path}/`));
    this.#widget.hidden = away;
    const colour = this.getAttribute('primary-color') ?? '';
    this.#widget.style.setProperty('--primary', CSS.supports('color', colour) ? colour : null);
    if (away) this.#leave();
    else if (this.#panel?.look()) return;
    // What could not be loaded is tried again when the launcher is pressed, or on the next page.
    else if (!this.#panel && !this.#note.textContent && recall('open')) void this.#unfold(false);
    else if (!document.hidden) void this.#listen();
    else if (++this.#hiddenLooks > PATIENT_LOOKS) this.hangUp();
  }

  /** For the bell. */
  heard(channels: readonly ChannelView[] | null): void {
    this.show(channels);
    this.#panel?.changed();
  }

  /** For the bell. */
  async rang(frame: Uint8Array): Promise<unknown> {
    return (await loadPanel())?.ring(this, frame);
  }

  async #listen(): Promise<void> {
    this.#hiddenLooks = 0;
    const source = loginOf(this);
    const bell = (this.bell ??= new Bell(this));
    if (source !== this.#source) {
      // What another login was shown must not be seen under this one.
      this.#source = source;
      bell.channels = null;
    } else if (Date.now() < this.#askAt) return;
    let login = source;
    if (typeof login === 'function') {
      this.#askAt = Date.now() + ASK_AGAIN_MS;
      try {
        login = await login();
      } catch {
        // The badge stays as it is until it is asked again.
        return;
      }
    }
    if (bell === this.bell && source === this.#source && !this.#panel?.look()) bell.open(login);
  }

  /** Gives the bell's connection back: nobody looks, or an open conversation has one of its own. */
  hangUp(): void {
    this.bell?.close();
    this.#askAt = 0;
  }

  async #unfold(takeFocus: boolean): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const words = wordsOf(this.language);
    let note = words.failed;
    try {
      const loaded = await loadPanel();
      if (loaded) {
        this.#panel ??= await loaded.mount(this, this.#inside);
        if (this.isConnected) {
          this.#fold(false);
          this.#panel.show(takeFocus);
          this.look();
        } else this.#leave();
        note = '';
      } else {
        // Only a fresh page has the panel.
        this.#launcher.onclick = () => location.reload();
        note = words.outdated;
      }
    } catch {
      // The launcher says so, and tries again when it is pressed.
    }
    this.#loading = false;
    this.#note.textContent = note;
    if (note) this.#launcher.ariaLabel = note;
  }

  #fold(folded: boolean): void {
    this.#inside.hidden = folded;
    this.#launcher.hidden = !folded;
  }

  #leave(): void {
    this.hangUp();
    this.#panel?.destroy();
    this.bell = this.#panel = null;
    this.#fold(true);
  }

  /** Shows what is unread in these. */
  show(channels: readonly ChannelView[] | null): void {
    let badge = 0;
    let any = false;
    for (const channel of channels ?? []) {
      if (channel.hidden) continue;
      const loud = channel.muted ? channel.mentionCount : channel.unreadCount;
      badge += channel.type === 'direct' ? loud : channel.mentionCount;
      any ||= !!loud;
    }
    const words = wordsOf(this.language);
    const number = badge > 99 ? '99+' : badge || '';
    this.#badge.textContent = number as string;
    this.#badge.hidden = !any;
    this.#launcher.ariaLabel = words.open + (any ? `, ${number && `${number} `}${words.unread}` : '');
    this.dispatchEvent(new CustomEvent('orvale-chat-unread', { detail: { badge, any } }));
  }
}

function part(tag: string, className: string): HTMLElement {
  return Object.assign(document.createElement(tag), { className });
}

if (!customElements.get('orvale-chat-widget')) {
  customElements.define('orvale-chat-widget', OrvaleChatWidget);
}
