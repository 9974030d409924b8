/** @jsxImportSource preact */
// The open widget as a whole. The list of conversations needs the bell and REST; a session, and the
// view of a conversation, are loaded when the first conversation is opened.

import { Component, createRef } from 'preact';

import type { LiveState } from '../../core/store/state';
import type { Live } from '../conversation/live';
import type { ConversationWords } from '../conversation/words';
import type { OrvaleChatWidget } from '../element';
import { BAD_TOKEN, CONNECTING, ONLINE, REVOKED } from '../lines';
import { loginOf } from '../login';
import { recall, remember } from '../memory';
import type { BackSteps } from './back';
import { isComposing } from '../../core/keyboard/composing';
import type { Context } from './context';
import { ConversationList } from './ConversationList';
import { Header } from './Header';
import { Missing, reason, type Reason } from './Missing';
import { Overview } from './overview';
import type { Words } from './words';

type Talk = Pick<typeof import('../conversation/conversation'), 'Live'> & { words: ConversationWords };
type Writing = typeof import('../writing/writing');
type Threads = typeof import('../threads/threads');
type SignedOut = typeof import('../signed-out/SignedOut');
type TicketRoom = InstanceType<(typeof import('../ticket/ticket'))['TicketRoom']>;

interface PanelProps {
  widget: OrvaleChatWidget;
  words: Words;
}

interface PanelState {
  /** The state of the session, once there is one. */
  chat: LiveState | null;
  channelId: number | null;
  /** The thread of that channel that is shown in its place. */
  threadId: number | null;
  visible: boolean;
  /** Why what is to be shown could not be loaded. */
  missing: Reason | null;
  /** Why the line to write in could not be loaded. */
  unwritable: Reason | null;
}

const CLOCK_MS = 30_000;

export class Panel extends Component<PanelProps, PanelState> {
  override state: PanelState = {
    chat: null,
    channelId: Number(recall('channel')) || null,
    threadId: Number(recall('thread')) || null,
    visible: false,
    missing: null,
    unwritable: null,
  };
  /** The ticket that the page is about, once what opens its conversation is loaded. */
  ticket: TicketRoom | null = null;
  readonly #card = createRef<HTMLElement>();
  /** Where the panel covers the page: the steps that lead back from it, and how many there are to be. */
  #back: BackSteps | null = null;
  #steps = 0;
  /** What the list shows, and how it asks the server. */
  overview = this.#newOverview();
  /** What the bell last listed, and whether this then heard who comes and goes. */
  #heard: unknown = null;
  #wasPresent = false;
  /** What it takes to write, and what a conversation needs, once they are loaded. */
  #writing: Writing | null = null;
  #talk: Talk | null = null;
  #signedOut: SignedOut | null = null;
  #threads: Threads | null = null;
  #book: InstanceType<Threads['ThreadBook']> | null = null;
  /** True while that is on its way: the bell is then not needed any more. */
  #loading = false;
  #live: Live | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;
  #wantsFocus = false;

  override componentDidMount(): void {
    // Ages are shown, and nothing else says that a minute has passed.
    this.#clock = setInterval(() => this.forceUpdate(), CLOCK_MS);
    if (matchMedia('(max-width: 480px)').matches) void this.#learnBack();
    if (this.state.channelId) void this.#join();
    else {
      this.changed();
      // The list is of use without it.
      void this.#prepareWriting();
    }
  }

  override componentWillUnmount(): void {
    clearInterval(this.#clock);
    this.overview.end();
    this.#book?.end();
    this.#back?.end();
    this.#leave(false);
  }

  async #learnBack(): Promise<void> {
    // Without it Back leaves the page, as it would without the widget.
    const back = await import('./back').catch(() => null);
    if (this.#card.current) this.#back = back && back.stepsBack(this.#steps, this.#wentBack);
  }

  /** Says that the panel was unfolded or folded up. */
  shown(visible: boolean, takeFocus: boolean): void {
    remember('open', visible ? '1' : '');
    // Access may have been given back.
    if (this.around().line === REVOKED) this.#anew();
    // Only a visit that someone asked for is a step of its own to go back from.
    if (!visible) this.#step(0);
    else if (takeFocus) this.#step(this.#depth());
    this.setState({ visible }, () => {
      this.changed();
      if (takeFocus) this.#focus();
    });
  }

  /** Starts anew when another login than the session's is there. True while there is a session, or soon will be. */
  look(): boolean {
    if (this.#live?.isCurrent() === false) this.#anew();
    return this.#loading || !!this.#live;
  }

  #anew(): void {
    this.#leave(true);
    this.#renew();
    this.props.widget.hangUp();
    if (this.state.channelId) void this.#join();
  }

  /** Takes in what the bell has to say. */
  changed(): void {
    const bell = this.props.widget.bell;
    if (!bell || this.look()) return;
    // Another login, or none: nothing of the last one may be seen.
    if (!bell.channels && this.#heard !== null) this.#renew();
    const { visible } = this.state;
    bell.onFrame = visible ? (frame, text) => this.#writing?.hear(this.overview, frame, text) : null;
    // Whoever came and went while this was folded up, or without a connection, is unknown.
    const present = visible && bell.line === ONLINE && !!this.#writing;
    if (present && !this.#wasPresent) void this.#writing?.lookAround(this.overview);
    this.#wasPresent = present;
    if (bell.channels && bell.channels !== this.#heard) {
      this.overview.take(bell.channels);
      void this.#recount();
    }
    this.#heard = bell.channels;
    this.forceUpdate();
  }

  #newOverview(): Overview {
    const { widget } = this.props;
    const token = async (): Promise<string | null> => {
      const source = widget.bell?.login ?? loginOf(widget);
      return typeof source === 'function' ? source() : source;
    };
    return new Overview(widget.server, token, () => this.forceUpdate());
  }

  #renew(): void {
    this.overview.end();
    this.#book?.end();
    this.#book = null;
    this.overview = this.#newOverview();
    this.#heard = null;
    this.#wasPresent = false;
  }

  /** Loads what a conversation needs, and connects. */
  async #join(): Promise<void> {
    if (this.#live || this.#loading) return;
    this.#loading = true;
    this.setState({ missing: null });
    this.setState({ missing: await this.#attempt(this.#loadTalk) });
    this.#loading = false;
    if (!this.#talk || !this.#card.current) return;
    this.#connect(this.#talk);
    // What was written can be read without it.
    await this.#prepareWriting();
  }

  #loadTalk = async (): Promise<void> => {
    if (this.#talk) return;
    const { Live, wordsOf } = await import('../conversation/conversation');
    this.#talk = { Live, words: await wordsOf(this.props.widget.language) };
  };

  #loadWriting = async (): Promise<void> => {
    this.#writing ??= await import('../writing/writing');
    await this.#live?.prepare();
    this.changed();
  };

  /** Asks for unread threads, of which the list is of use without. */
  async #recount(): Promise<void> {
    this.#threads ??= await import('../threads/threads').catch(() => null);
    this.#book ??= this.#threads && new this.#threads.ThreadBook(this.overview.rest, this.props.widget.language, () => this.forceUpdate());
    this.#book?.recount();
    (window.requestIdleCallback ?? setTimeout)(this.#ahead);
  }

  #prepareWriting = async (): Promise<void> => {
    this.setState({ unwritable: await this.#attempt(this.#loadWriting) });
  };

  /** Loads something, and says why that failed. */
  async #attempt(load: () => Promise<void>): Promise<Reason | null> {
    try {
      await load();
      return null;
    } catch {
      return reason();
    }
  }

  /** Fetches what a conversation needs before it is opened: later the server may be away, or have another version. */
  #ahead = (): void => void this.#attempt(this.#loadTalk);

  #connect({ Live: Session, words }: Talk): void {
    this.#live = new Session(this.props.widget, words, !!this.#heard, {
      changed: (chat) => this.setState({ chat }),
      heard: (event) => this.#book?.hear(event),
      listed: (channels) => {
        this.#heard = channels;
        this.overview.take(channels);
      },
    });
    void this.#recount();
  }

  #leave(atOnce: boolean): void {
    this.#live?.end(atOnce);
    this.#live = null;
    this.setState({ chat: null });
  }

  #show = (channelId: number | null = null, threadId: number | null = null): void => {
    this.#open(channelId, threadId);
    this.#step(this.#depth({ channelId, threadId }));
  };

  #depth({ channelId, threadId }: Pick<PanelState, 'channelId' | 'threadId'> = this.state): number {
    return threadId ? 3 : channelId ? 2 : 1;
  }

  #open(channelId: number | null, threadId: number | null = null): void {
    remember('channel', String(channelId ?? ''));
    remember('thread', String(threadId ?? ''));
    this.setState({ channelId, threadId, missing: null }, this.#focus);
    if (channelId) void this.#enter();
  }

  #step(depth: number): void {
    this.#steps = depth;
    this.#back?.to(depth);
  }

  #wentBack = (depth: number): void => {
    this.#steps = depth;
    if (depth === 0) this.props.widget.close();
    else if (depth < this.#depth()) this.#open(depth > 1 ? this.state.channelId : null);
  };

  override componentDidUpdate(): void {
    const card = this.#card.current;
    const root = card?.getRootNode() as ShadowRoot | undefined;
    if (this.#wantsFocus && root?.activeElement === card) this.#focus();
  }

  /** Whoever asked for a conversation goes on in it. */
  #enter = async (): Promise<void> => {
    await this.#join();
    this.#focus();
  };

  #focus = (): void => {
    const card = this.#card.current;
    const wanted = card?.querySelector<HTMLElement>('[data-focus]');
    // While everything is still on its way the card keeps the focus for it.
    this.#wantsFocus = !wanted;
    // A keyboard that slides in over half the screen is not what opening asked for.
    if (wanted && !matchMedia('(pointer: coarse)').matches) wanted.focus();
    else card?.focus();
  };

  #pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !isComposing(event)) this.props.widget.close();
  };

  #retryNow = (): void => {
    const { widget } = this.props;
    if (this.#live) this.#live.retryNow();
    else {
      widget.hangUp();
      widget.look();
    }
  };

  /** What every part is given. */
  around(): Context {
    const { chat } = this.state;
    const { widget, words } = this.props;
    const { state } = this.overview;
    return {
      state,
      words,
      line: widget.bell?.line ?? CONNECTING,
      now: Date.now(),
      page: `${widget.server}/chat`,
      previews: state.channels,
      show: this.#show,
      ...(chat && this.#live?.around(chat, state)),
    };
  }

  override render() {
    const { channelId, threadId, unwritable } = this.state;
    const { widget, words } = this.props;
    const context = this.around();
    const { page, state, line } = context;
    const Bar = this.#writing?.ConnectionBar;
    const signedOut = line === BAD_TOKEN || line === REVOKED;
    const channel = signedOut ? undefined : state.channels[channelId || 0];
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
        <Header context={context} channel={channel} status={channel && this.#live?.status(context, channel)} thread={(threadId && this.#book?.words) || undefined} onFold={() => widget.close()} />
        {signedOut ? (
          this.#leftOut(line === REVOKED, widget.getAttribute('login-url') ?? page)
        ) : (
          <>
            {Bar && <Bar lost={line > ONLINE} locale={words.locale} onRetry={this.#retryNow} />}
            {this.#live?.notice()}
            {channel === undefined ? (
              <ConversationList context={context} writing={this.#writing} rest={this.overview.rest}>
                {this.ticket?.row(context)}
                {this.#book && this.#threads?.rows(context, this.#book)}
              </ConversationList>
            ) : (
              this.#conversation(context, channel.id)
            )}
            {unwritable !== null && <Missing reason={unwritable} words={words} onRetry={() => void this.#prepareWriting().then(this.#focus)} />}
          </>
        )}
      </section>
    );
  }

  #leftOut(revoked: boolean, loginUrl: string) {
    const { missing } = this.state;
    const load = async (): Promise<void> => {
      this.setState({ missing: await this.#attempt(async () => {
        this.#signedOut = await import('../signed-out/SignedOut');
      }) });
    };
    const { SignedOut: Part } = this.#signedOut ?? {};
    if (Part) return <Part revoked={revoked && this.overview.rest} language={this.props.widget.language} loginUrl={loginUrl} />;
    if (missing === null) void load();
    return this.#loadingOr(missing, load);
  }

  #loadingOr(missing: Reason | null, load: () => Promise<void>) {
    const { words } = this.props;
    return missing === null ? (
      <p class="hint" role="status">
        {words.loading}
      </p>
    ) : (
      <Missing reason={missing} words={words} onRetry={() => void load()} />
    );
  }

  #conversation(context: Context, channelId: number) {
    const { chat, threadId, missing, visible } = this.state;
    const channel = chat?.me ? chat.channels[channelId] : undefined;
    if (missing !== null || !this.#live || (threadId && !this.#book) || !chat || !channel) {
      return this.#loadingOr(missing, this.#enter);
    }
    const live = this.#live.context(context, chat, this.#writing);
    const thread = this.#book ? this.#threads?.join(live, this.#book, channel, threadId) : undefined;
    return this.#live.conversation(live, channel, visible, thread);
  }
}
