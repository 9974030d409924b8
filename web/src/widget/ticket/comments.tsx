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

/** What a ticket's history says, as far as it was read, and the request for them that goes on. */
class Comments {
  entries: readonly TicketEntry[] = [];
  #loading: Promise<void> | null = null;
  /** When the latest line was written for which they were read. */
  #until = 0;
  /** While the lines come into view that share the request. */
  #begins = false;

  constructor(
    private readonly session: LiveSession,
    private readonly ticket: string,
  ) {}

  /** Nothing before the history was read for a line as late as this one: what is found may belong to an earlier one. */
  of(message: Message): Remark | null {
    return message.createdAt > this.#until ? null : remarkOf(message, this.entries);
  }

  /** Waits for what belongs to a line, if there is something that the user may read. */
  async find(message: Message): Promise<void> {
    const isOlder = this.#loading !== null && !this.#begins;
    await this.#shared();
    // The request had begun before it was there.
    if (isOlder) await this.#shared();
    this.#until = Math.max(this.#until, message.createdAt);
  }

  #shared(): Promise<void> {
    if (this.#loading === null) {
      this.#begins = true;
      queueMicrotask(() => {
        this.#begins = false;
      });
    }
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
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

  override async componentDidMount(): Promise<void> {
    try {
      const { session } = this.props.context;
      const comments = commentsOf(session, this.props.ticket);
      // Lines that come into view together share a request.
      const { message } = this.props;
      if (comments.of(message) === null) await comments.find(message);
      if (comments.of(message)?.files) this.#files = await import('../files/files');
      this.forceUpdate();
    } catch {
      // The line is there all the same.
    }
  }

  override render() {
    const { context, ticket, message } = this.props;
    const comment = commentsOf(context.session, ticket).of(message);
    if (!comment) return null;
    const { text, files } = comment;
    const Files = this.#files?.Files;
    return (
      <blockquote style={{ whiteSpace: 'pre-line', textAlign: 'start' }}>
        {text.trim() !== '' && <p>{text}</p>}
        {files && Files && <Files session={context.session} files={files} locale={context.words.locale} />}
      </blockquote>
    );
  }
}
