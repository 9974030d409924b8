// <orvale-chat-widget>: the launcher in the corner. What is behind it is loaded when it is opened.

import { Bell, type Unread } from './bell';
import launcherCss from './launcher.css?inline';
import { loadPanel } from './load-panel';
import { keptToken, type TokenSource } from './login';
import { recall, remember } from './memory';
import type { Panel } from './panel/mount';

const LOOK_EVERY_MS = 1000;
const ASK_AGAIN_MS = 60_000;
/** After so many looks at a hidden page the line is given back to the server. */
const PATIENT_LOOKS = 30;
const MARK =
  '<div class="widget"><div class="panel" hidden></div><button class="launcher" aria-haspopup="dialog"><svg width="26" height="26" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H8l-5 4V5zm3 5v2h10V8zm0 4v2h7v-2z"/></svg><span class="badge" hidden></span></button></div>';

// On a server there are no elements; importing this must do no harm there.
// oxlint-disable-next-line typescript/no-extraneous-class
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class OrvaleChatWidget extends Base {
  /**
   * The login, or a function that gives it; by default what the page keeps in `localStorage`. The
   * function is asked whenever the widget connects, and once a minute.
   */
  // A page may have set it before this script arrived.
  token = (this as { token?: TokenSource }).token ?? null;

  #bell: Bell | null = null;
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

  connectedCallback(): void {
    if (this.shadowRoot === null) this.#build();
    // A page that logs in or out, or goes elsewhere without loading, tells nobody: so we look.
    this.#looks = setInterval(() => this.#look(), LOOK_EVERY_MS);
    globalThis.navigation?.addEventListener('currententrychange', this);
    this.#look();
  }

  disconnectedCallback(): void {
    clearInterval(this.#looks);
    globalThis.navigation?.removeEventListener('currententrychange', this);
    this.#leave();
  }

  handleEvent(): void {
    this.#look();
  }

  /** Shows the conversations; loads what is needed first. */
  open(): void {
    void this.#unfold(true);
  }

  /** Folds up into the launcher, which takes over the focus if the panel had it. */
  close(): void {
    const focused = this.shadowRoot?.activeElement;
    remember('open', '');
    this.#panel?.hide();
    this.#fold(true);
    if (focused) this.#part('.launcher').focus();
  }

  #build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherCss);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = MARK;
    this.#part('.launcher').onclick = () => this.open();
    this.#show(null);
  }

  #look(): void {
    const { pathname } = location;
    const hidden = (this.getAttribute('hidden-paths') ?? '/chat').split(/[\s,]+/);
    const away = hidden.some((path) => path && `${pathname}/`.startsWith(`${path}/`));
    const widget = this.#part('.widget');
    widget.hidden = away;
    const colour = this.getAttribute('primary-color') ?? '';
    widget.style.setProperty('--primary', CSS.supports('color', colour) ? colour : null);
    if (away) this.#leave();
    else if (this.#panel !== null) this.#panel.look();
    else if (recall('open')) void this.#unfold(false);
    else if (!document.hidden) void this.#listen();
    else if (++this.#hiddenLooks > PATIENT_LOOKS) {
      this.#bell?.close();
      this.#askAt = 0;
    }
  }

  async #listen(): Promise<void> {
    this.#hiddenLooks = 0;
    const source = this.token ?? keptToken();
    if (source === this.#source && Date.now() < this.#askAt) return;
    this.#source = source;
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
    if (this.#panel !== null || !this.isConnected || source !== this.#source) return;
    this.#bell ??= new Bell(this.server, (unread) => this.#show(unread));
    this.#bell.open(login);
  }

  async #unfold(takeFocus: boolean): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const { mount } = await loadPanel();
      if (!this.isConnected) return;
      remember('open', '1');
      this.#fold(false);
      this.#bell?.close();
      this.#panel ??= mount(this, this.#part('.panel'), (unread) => this.#show(unread));
      this.#panel.show(takeFocus);
    } catch {
      remember('open', '');
      this.#say('!', 'Chat is not available now');
    } finally {
      this.#loading = false;
    }
  }

  #fold(folded: boolean): void {
    this.#part('.panel').hidden = folded;
    this.#part('.launcher').hidden = !folded;
  }

  #leave(): void {
    this.#bell?.close();
    this.#panel?.destroy();
    this.#bell = this.#panel = null;
    this.#askAt = 0;
    this.#fold(true);
  }

  #show(unread: Unread | null): void {
    const { badge, any } = unread ?? { badge: 0, any: false };
    const text = badge > 99 ? '99+' : `${badge || ''}`;
    this.#say(text, `Open chat${badge ? `, ${text} unread` : any ? ', new messages' : ''}`);
    this.#part('.badge').hidden = !any;
    this.dispatchEvent(new CustomEvent('orvale-chat-unread', { detail: { badge, any } }));
  }

  #say(badge: string, label: string): void {
    const shown = this.#part('.badge');
    shown.textContent = badge;
    shown.hidden = false;
    this.#part('.launcher').ariaLabel = label;
  }

  #part(selector: string): HTMLElement {
    return (this.shadowRoot as ShadowRoot).querySelector(selector) as HTMLElement;
  }
}

if (globalThis.customElements && !customElements.get('orvale-chat-widget')) {
  customElements.define('orvale-chat-widget', OrvaleChatWidget);
}
