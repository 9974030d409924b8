/** @jsxImportSource preact */
// What somebody wrote to the ticket of a conversation, below the line that says what they did: for each viewer what they
// may read. Loaded with the first such line.

import { Component } from 'preact';

import { remarkOf, type Remark } from '../../core/formatting/remarked';
import type { Message, TicketEntry } from '../../core/protocol/generated';
import type { Page } from '../../core/rest/routes.generated';
import type { LiveSession } from '../../core/session/live';
import type { LiveContext } from '../conversation/context';

interface CommentProps {
  context: LiveContext;
  /** The ticket's number. */
  ticket: string;
  message: Message;
}

/** What a ticket's history says. */
class Comments {
  entries: readonly TicketEntry[] = [];
  #last: Promise<unknown> = Promise.resolve();
  /** The request that has not begun. */
  #next: Promise<void> | null = null;

  constructor(
    private readonly session: LiveSession,
    private readonly ticket: string,
  ) {}

  /** Reads it anew. Lines that come into view together share a request. */
  read(): Promise<void> {
    this.#next ??= this.#last.then(() => this.#load());
    this.#last = this.#next.catch(() => null);
    return this.#next;
  }

  async #load(): Promise<void> {
    this.#next = null;
    // The type of this path fits that of a card's, too.
    const { items } = (await this.session.rest.request(`/api/chat/tickets/${encodeURIComponent(this.ticket)}/history`)) as Page<TicketEntry>;
    this.entries = items;
  }
}

const books = new WeakMap<LiveSession, Map<string, Comments>>();

function commentsOf(session: LiveSession, ticket: string): Comments {
  const book = books.get(session) ?? new Map<string, Comments>();
  books.set(session, book);
  const comments = book.get(ticket) ?? new Comments(session, ticket);
  book.set(ticket, comments);
  return comments;
}

export class Comment extends Component<CommentProps> {
  #files: typeof import('../files/files') | null = null;
  /** What belongs to the line; nothing before the history was read after the line was there: an earlier one may fit, too. */
  #remark: Remark | null = null;
  #end: (() => void) | undefined;

  override componentDidMount(): void {
    const { context, ticket } = this.props;
    // Notes may be added to a completion, and a comment may become internal.
    this.#end = context.session.listen(({ name, data }) => {
      if (name === 'ticket_updated' && data.number === ticket) void this.#read();
    });
    void this.#read();
  }

  override componentWillUnmount(): void {
    this.#end?.();
  }

  async #read(): Promise<void> {
    const { context, ticket, message } = this.props;
    try {
      const comments = commentsOf(context.session, ticket);
      await comments.read();
      this.#remark = remarkOf(message, comments.entries);
      if (this.#remark?.files) this.#files = await import('../files/files');
    } catch {
      // The line is there all the same.
      this.#remark = null;
    }
    this.forceUpdate();
  }

  override render() {
    if (!this.#remark) return null;
    const { session, words } = this.props.context;
    const { text, files } = this.#remark;
    const Files = this.#files?.Files;
    return (
      <blockquote style={{ whiteSpace: 'pre-line', textAlign: 'start' }}>
        {text.trim() !== '' && <p>{text}</p>}
        {files && Files && <Files session={session} files={files} locale={words.locale} />}
      </blockquote>
    );
  }
}
