/** @jsxImportSource preact */
// The open widget as a whole: its session, and which of its views is shown.

import { Component, createRef } from 'preact';

import type { Message } from '../../core/protocol/generated';
import { anyUnread, totalBadge } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import type { Unread } from '../bell';
import type { OrvaleChatWidget } from '../element';
import { recall, remember } from '../memory';
import type { Context } from './context';
import { ConnectionBar } from './ConnectionBar';
import { ConversationList } from './ConversationList';
import { Header } from './Header';
import { acquire, loginOf, release, type Lease } from './session';
import { SignedOut } from './SignedOut';
import { english, wordsOf, type Words } from './words';

type ConversationView = typeof import('../conversation/Conversation').Conversation;

interface PanelProps {
  widget: OrvaleChatWidget;
  onUnread(unread: Unread): void;
}

interface PanelState {
  /** The state of the session, as this was last rendered with it. */
  chat: ChatState;
  channelId: number | null;
  words: Words;
  visible: boolean;
  storageRefused: boolean;
  /** The view of one conversation, once it is loaded. */
  Conversation: ConversationView | null;
  /** True when it could not be loaded. */
  failed: boolean;
}

const CLOCK_MS = 30_000;

export class Panel extends Component<PanelProps, PanelState> {
  readonly #card = createRef<HTMLElement>();
  #previews: ReadonlyMap<number, Message> = new Map();
  #lease: Lease;
  #unsubscribe: () => void = () => undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #told = '';
  #previewed = false;
  #wantsFocus = false;

  constructor(props: PanelProps) {
    super(props);
    this.#lease = this.#acquire();
    this.state = {
      chat: this.#lease.session.store.state,
      channelId: Number(recall('channel')) || null,
      words: english,
      visible: false,
      storageRefused: false,
      Conversation: null,
      failed: false,
    };
  }

  override componentDidMount(): void {
    void this.#learnWords();
    // Ages are shown, and nothing else says that a minute has passed.
    this.#clock = setInterval(() => this.forceUpdate(), CLOCK_MS);
    this.#subscribe();
    if (this.state.channelId !== null) void this.#load();
  }

  override componentWillUnmount(): void {
    clearInterval(this.#clock);
    this.#unsubscribe();
    release(this.#lease, false);
  }

  /** Says that the panel was unfolded or folded up. */
  shown(visible: boolean, takeFocus: boolean): void {
    this.setState({ visible }, () => {
      if (takeFocus) this.#focus();
    });
  }

  /** Starts anew when another login than the current one is there. */
  look(): void {
    if (loginOf(this.props.widget) === this.#lease.login && this.props.widget.server === this.#lease.server) return;
    this.#unsubscribe();
    release(this.#lease, true);
    this.#previews = new Map();
    this.#previewed = false;
    this.#lease = this.#acquire();
    this.#subscribe();
  }

  async #learnWords(): Promise<void> {
    const language = this.props.widget.closest<HTMLElement>('[lang]')?.lang.slice(0, 2) ?? 'en';
    this.setState({ words: await wordsOf(language) });
  }

  #acquire(): Lease {
    return acquire(this.props.widget, () => this.setState({ storageRefused: true }));
  }

  #subscribe(): void {
    const { store } = this.#lease.session;
    const changed = (): void => {
      const chat = store.state;
      this.setState({ chat });
      this.#tell(chat);
      if (chat.phase.name === 'online' && !this.#previewed) void this.#preview();
    };
    this.#unsubscribe = store.subscribe(changed);
    changed();
  }

  #tell(chat: ChatState): void {
    // Until the snapshot is there nothing is known, except of nobody.
    if (chat.me === null && chat.phase.name !== 'ended' && this.#lease.login !== null) return;
    const unread = { badge: totalBadge(chat), any: anyUnread(chat) };
    const told = JSON.stringify(unread);
    if (told !== this.#told) this.props.onUnread(unread);
    this.#told = told;
  }

  /** The snapshot leaves last messages out; the list of conversations has them. */
  async #preview(): Promise<void> {
    this.#previewed = true;
    const { session } = this.#lease;
    try {
      const { items } = await session.rest.conversations();
      if (session !== this.#lease.session) return;
      const found = items.flatMap(({ id, lastMessage }) => (lastMessage ? [[id, lastMessage] as const] : []));
      this.#previews = new Map(found);
      session.directory.need(found.map(([, message]) => message.userId));
      this.forceUpdate();
    } catch {
      // The list then shows no previews until something is written.
      this.#previewed = false;
    }
  }

  #show = (channelId: number | null): void => {
    remember('channel', String(channelId ?? ''));
    this.setState({ channelId }, () => this.#focus());
    if (channelId !== null) void this.#load().then(() => this.#focus());
  };

  #load = async (): Promise<void> => {
    if (this.state.Conversation !== null) return;
    try {
      const { Conversation } = await import('../conversation/Conversation');
      this.setState({ Conversation, failed: false });
    } catch {
      this.setState({ failed: true });
    }
  };

  override componentDidUpdate(): void {
    const card = this.#card.current;
    const root = card?.getRootNode() as ShadowRoot | undefined;
    if (this.#wantsFocus && root?.activeElement === card) this.#focus();
  }

  #focus(): void {
    const card = this.#card.current;
    const wanted = card?.querySelector<HTMLElement>('[data-focus]');
    // While everything is still on its way the card keeps the focus for it.
    this.#wantsFocus = !wanted;
    // A keyboard that slides in over half the screen is not what opening asked for.
    if (wanted && matchMedia('(pointer: fine)').matches) wanted.focus();
    else card?.focus();
  }

  #pressed = (event: KeyboardEvent): void => {
    // Keys meant for the chat are no shortcuts of the page.
    event.stopPropagation();
    if (event.key === 'Escape' && !event.isComposing && event.keyCode !== 229) this.props.widget.close();
  };

  override render() {
    const { chat, words, visible, channelId, storageRefused, Conversation, failed } = this.state;
    const { widget } = this.props;
    const page = `${widget.server}/chat`;
    const context: Context = {
      session: this.#lease.session,
      state: chat,
      words,
      now: Date.now() + chat.clockOffsetMs,
      page,
      previews: this.#previews,
      show: this.#show,
    };
    const signedOut = chat.phase.name === 'ended' || this.#lease.login === null;
    const channel = channelId === null || signedOut ? undefined : chat.channels[channelId];
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape works anywhere in a dialog
      <section
        class="card"
        role="dialog"
        aria-label={words.title}
        lang={words.locale}
        tabIndex={-1}
        ref={this.#card}
        onKeyDown={this.#pressed}
      >
        <Header context={context} channel={channel} onFold={() => widget.close()} />
        {signedOut ? (
          <SignedOut phase={chat.phase} words={words} loginUrl={widget.getAttribute('login-url') ?? page} />
        ) : (
          <>
            <ConnectionBar context={context} />
            {storageRefused && <p class="notice">{words.storageRefused}</p>}
            {channel === undefined ? (
              <ConversationList context={context} onApproach={this.#load} />
            ) : Conversation === null ? (
              <p class="hint" role="status">
                {failed ? (
                  <button type="button" class="link" onClick={this.#load}>
                    {words.retry}
                  </button>
                ) : (
                  words.loading
                )}
              </p>
            ) : (
              <Conversation key={channel.id} context={context} channel={channel} visible={visible} />
            )}
          </>
        )}
      </section>
    );
  }
}
