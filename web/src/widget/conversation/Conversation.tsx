/** @jsxImportSource preact */
// One conversation: its messages, kept at the end unless someone scrolls back, and the line to write.

import { Component, createRef } from 'preact';

import type { ChannelView, FileInfo, Message } from '../../core/protocol/generated';
import { channelKey, type ConversationKey } from '../../core/store/conversation';
import { markedTitle, nameOf, titleOf } from '../../core/store/listing';
import { outgoingOf, postingRight, typistsOf } from '../../core/store/selectors';
import { EMPTY_TIMELINE, type Timeline } from '../../core/store/state';
import { Bubble, OutgoingBubble, type Parts } from './Bubble';
import type { Assist } from '../writing/Composer';
import { adopt } from '../panel/styles';
import type { People } from './People';
import type { LiveContext, ThreadPart } from './context';
import { ONLINE } from '../lines';
import { loadFormatting } from './Text';
import conversationCss from './conversation.css?inline';
import { dayOf } from './times';
import type { ConversationWords } from './words';

interface ConversationProps {
  context: LiveContext;
  channel: ChannelView;
  words: ConversationWords;
  /** False while the panel is folded up: nothing is then seen, so nothing is read. */
  visible: boolean;
  /** The thread of the channel that is shown in place of its own messages. */
  thread?: ThreadPart | undefined;
}

const TOGETHER_MS = 5 * 60_000;
const NEAR_PX = 60;

export class Conversation extends Component<ConversationProps> {
  readonly #key: ConversationKey = this.props.thread ? `thread:${this.props.thread.id}` : channelKey(this.props.channel.id);
  readonly #log = createRef<HTMLDivElement>();
  readonly #resized = new ResizeObserver(() => {
    this.#size = this.#sizeNow();
    this.#pin();
  });
  /** The size for which the place in the list is known. */
  #size = '';
  /** False where something is unread: it then opens at the first of that. */
  #atEnd = !!this.props.thread || !this.props.channel.unreadCount;
  /** Where the "New" line stays for as long as this is open. */
  readonly #readSeq = (!this.props.thread && this.props.channel.lastReadSeq) || (this.#atEnd ? Infinity : 0);
  /** How far down that is, until somebody scrolls away from it. */
  #lineTop: number | null = 0;
  readonly #people = createRef<People>();
  readonly #assist: Assist = {
    moved: (field: HTMLTextAreaElement) => void this.#complete(field),
    pressed: (event: KeyboardEvent) => this.#people.current?.pressed(event) ?? false,
  };
  #parts: Parts = {};
  /** The height below the topmost message, to keep it in place when older ones come above it. */
  #firstSeq = 0;
  #heightBelow = 0;

  override componentDidMount(): void {
    window.addEventListener('focus', this.#seen);
    document.addEventListener('visibilitychange', this.#seen);
    const log = this.#log.current;
    if (log) {
      adopt(this.#root(), conversationCss);
      this.#resized.observe(log);
    }
    this.componentDidUpdate();
    void this.#fetch('files', () => import('../files/files'));
  }

  /** Loads a part and shows it. A conversation can be read without it; what needs it next tries again. */
  async #fetch<Name extends keyof Parts>(name: Name, load: () => Promise<Parts[Name]>): Promise<void> {
    if (this.#parts[name]) return;
    const part = await load().catch(() => null);
    if (!part || this.#parts[name]) return;
    if ('css' in part) adopt(this.#root(), part.css);
    this.#parts = { ...this.#parts, [name]: part };
    await new Promise<void>((resolve) => this.forceUpdate(resolve));
  }

  override componentWillUnmount(): void {
    window.removeEventListener('focus', this.#seen);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#resized.disconnect();
  }

  override getSnapshotBeforeUpdate(): null {
    const log = this.#log.current;
    if (log) this.#heightBelow = log.scrollHeight - log.scrollTop;
    return null;
  }

  override componentDidUpdate(): void {
    const first = this.#timeline().messages[0]?.seq ?? 0;
    const log = this.#log.current;
    if (log && first < this.#firstSeq) log.scrollTop = log.scrollHeight - this.#heightBelow;
    this.#firstSeq = first;
    this.#load();
    this.#pin();
  }

  #root(): ShadowRoot {
    return this.#log.current?.getRootNode() as ShadowRoot;
  }

  #timeline(): Timeline {
    return this.props.context.state.timelines[this.#key] ?? EMPTY_TIMELINE;
  }

  /** Fetches the messages to be shown first unless they are here, or a fetch of them has failed. */
  #load(): void {
    const { context } = this.props;
    const timeline = this.#timeline();
    const { messages, stale, hasAfter, loading, error } = timeline;
    // The end that somebody who writes without a connection asks for can wait for it.
    if (!loading && !error && (timeline === EMPTY_TIMELINE || stale || (hasAfter && this.#atEnd && context.line === ONLINE))) this.#reload();
    context.session.directory.need(messages.flatMap(({ userId, system }) => [userId, ...(system?.userIds ?? [])]));
    void this.#format();
  }

  async #format(): Promise<void> {
    const { context, thread } = this.props;
    const messages = this.#timeline().messages.concat(thread?.root ?? []);
    const outgoing = outgoingOf(context.state, this.#key);
    // Until then it is as the server wrote it.
    if (messages.some(({ type }) => type === 'system')) void this.#fetch('said', () => import('./system').then(({ load }) => load(context.words.locale)));
    if (!this.#atEnd || messages.some(hasExtras)) void this.#fetch('extras', () => import('./extras'));
    // Once a message waits for a connection, it could not be fetched.
    void this.#fetch('refused', () => import('./refused'));
    if (await loadFormatting([...messages, ...outgoing], this.#root())) this.forceUpdate();
  }

  #reload = (): void => {
    const { timelines } = this.props.context.session;
    // Who never read anything begins at the beginning.
    void (this.#atEnd ? timelines.latest(this.#key) : timelines.around(this.#key, this.#readSeq || 1));
  };

  #pin(): void {
    const log = this.#log.current;
    if (!log) return;
    if (this.#atEnd) log.scrollTop = log.scrollHeight;
    else if (this.#firstSeq && this.#lineTop !== null && this.#parts.extras) {
      this.#lineTop = this.#parts.extras.land(log);
      this.#scrolled();
    }
    this.#seen();
  }

  /** Read is what was on the screen of a focused window. */
  #seen = (): void => {
    const { context, channel, visible, thread } = this.props;
    const last = this.#timeline().messages.at(-1);
    if (!visible || !this.#atEnd || !last || document.hidden || !document.hasFocus()) return;
    if (thread) thread.read(last.seq);
    else context.session.reading.read(channel.id, last.seq);
  };

  #scrolled = (): void => {
    const log = this.#log.current;
    // A panel that is folded up has no size and says nothing of where one reads.
    if (!log?.clientHeight) return;
    // The browser moves the list when its size changes: the end is kept by `#resized`.
    if (this.#size && this.#size !== this.#sizeNow()) return;
    const before = this.#atEnd;
    const { timelines } = this.props.context.session;
    const atBottom = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    this.#atEnd = atBottom && (before || !this.#timeline().hasAfter);
    if (log.scrollTop !== this.#lineTop) this.#lineTop = null;
    if (this.#atEnd !== before) this.forceUpdate();
    if (log.scrollTop < NEAR_PX) void timelines.more(this.#key, 'before');
    if (this.#atEnd !== atBottom) void timelines.more(this.#key, 'after');
  };

  #sizeNow(): string {
    const log = this.#log.current;
    return `${log?.clientWidth} ${log?.clientHeight}`;
  }

  #send = (text: string, replyToId: number | null, files?: readonly FileInfo[]): void => {
    const { context: { session: { sending } }, channel: { id: channelId }, thread } = this.props;
    void (thread ? sending?.reply({ channelId, threadId: thread.id, alsoToChannel: false }, text, replyToId, files) : sending?.send(channelKey(channelId), text, replyToId, files));
    this.#toEnd();
  };

  async #complete(field: HTMLTextAreaElement): Promise<void> {
    if (field.value.includes('@')) await this.#fetch('people', () => import('./People'));
    this.#people.current?.moved(field);
  }

  #typing = (typing: boolean): void => {
    const own = this.props.context.session.sending?.typing;
    if (typing) own?.start(this.#key, Date.now());
    else own?.stop(this.#key);
  };

  #toEnd = (): void => {
    this.#atEnd = true;
    this.forceUpdate();
  };

  override render() {
    const { context, channel, words, thread } = this.props;
    const { state, session, writing } = context;
    const mayWrite = postingRight(channel, state.permissions) === 'allowed';
    const Composer = session.sending && writing?.Composer;
    const { Attach } = this.#parts.files ?? {};
    const { People } = this.#parts.people ?? {};
    const title = thread?.title ?? titleOf(channel, state, context.words.notes);
    const timeline = this.#timeline();
    const outgoing = outgoingOf(state, this.#key);
    const typists = typistsOf(state, this.#key).map((user) => nameOf(state.people, user));
    return (
      <>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
        <div class="log" role="log" aria-label={words.messagesIn(title)} tabIndex={0} ref={this.#log} onScroll={this.#scrolled}>
          {thread?.root && <Bubble context={context} words={words} message={thread.root} continued={false} parts={this.#parts} />}
          {thread && <div class="line">{thread.line}</div>}
          {this.#top(timeline)}
          {/* One flat list: what has a key of its own stays the same when older messages come before it. */}
          {timeline.messages.flatMap((message, index) => this.#item(message, timeline.messages[index - 1]))}
          {outgoing.map((message) => (
            <OutgoingBubble key={message.clientId} context={mayWrite ? context : { ...context, writing: null }} words={words} message={message} parts={this.#parts} />
          ))}
        </div>
        {!this.#atEnd && this.#parts.extras?.below(context, channel, timeline.messages.at(-1), this.#toEnd)}
        <p class="typing" aria-live="polite">
          {typists.length > 0 && words.typing(typists.join(', '), typists.length)}
        </p>
        {mayWrite ? (
          Composer && (
            <Composer
              words={context.words}
              me={state.me?.username ?? ''}
              conversation={this.#key}
              limit={state.limits.messageCharacters}
              placeholder={thread?.placeholder ?? words.placeholder(channel.ticket ?? markedTitle(channel, title))}
              wantsFocus
              assist={this.#assist}
              onSend={this.#send}
              onTyping={this.#typing}
            >
              {Attach && state.permissions.includes('chat.send_files') && <Attach session={context.session} locale={context.words.locale} assist={this.#assist} />}
              {People && <People ref={this.#people} context={context} channel={channel} />}
            </Composer>
          )
        ) : (
          <p class="notice">{words.silent}</p>
        )}
      </>
    );
  }

  #top({ messages, loading, error, hasBefore }: Timeline) {
    const { words, thread } = this.props;
    const { retry, loading: wait } = this.props.context.words;
    if (error) {
      return (
        <p class="hint">
          {words.loadFailed}{' '}
          <button type="button" class="link" onClick={this.#reload}>
            {retry}
          </button>
        </p>
      );
    }
    const text =
      loading === 'before'
        ? words.older
        : thread && !loading
          ? ''
        : !messages.length
          ? !loading && !hasBefore
            ? words.empty
            : wait
          : hasBefore
            ? ''
            : words.start;
    return <p class="hint">{text}</p>;
  }

  #item(message: Message, before: Message | undefined) {
    const { context, words } = this.props;
    const { state, now, words: { locale } } = context;
    const day = dayOf(message.createdAt, now, locale);
    const newDay = before === undefined || dayOf(before.createdAt, now, locale) !== day;
    const fresh =
      message.seq > this.#readSeq &&
      (before === undefined || before.seq <= this.#readSeq) &&
      message.userId !== state.me?.username;
    const continued =
      !newDay &&
      !fresh &&
      before.userId === message.userId &&
      before.type !== 'system' &&
      message.createdAt - before.createdAt < TOGETHER_MS;
    return [
      newDay && (
        <div key={`day ${day}`} class="line">
          {day}
        </div>
      ),
      fresh && (
        <div key="new" class="line new">
          {words.fresh}
        </div>
      ),
      <Bubble key={message.clientId ?? message.id} context={context} words={words} message={message} continued={continued} parts={this.#parts} />,
    ];
  }
}

/** Whether a message may have more than a text of some lines. */
function hasExtras({ text, reactions, ticketReference, forwardedFrom }: Message): unknown {
  return reactions.length > 0 || ticketReference !== null || forwardedFrom || text.split('\n').length + text.length / 40 > 60;
}
