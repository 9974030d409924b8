/** @jsxImportSource preact */
// What somebody wrote to the ticket of a conversation, below the line that says that they did: for each viewer what they
// may read. Loaded with the first such line.

import { Component } from 'preact';

import type { TicketComment, TicketEntry } from '../../core/protocol/generated';
import type { Page } from '../../core/rest/routes.generated';
import type { LiveSession } from '../../core/session/live';
import type { LiveContext } from '../conversation/context';

interface CommentProps {
  context: LiveContext;
  /** The ticket's number. */
  ticket: string;
  id: number;
}

/** The comments of a ticket that were read, and the request for them that goes on. */
class Comments {
  readonly known = new Map<number, TicketComment>();
  #loading: Promise<void> | null = null;
  /** While the lines come into view that share the request. */
  #begins = false;

  constructor(
    private readonly session: LiveSession,
    private readonly ticket: string,
  ) {}

  /** Waits for the comment of this id, if there is one that the user may read. */
  async find(id: number): Promise<void> {
    const isOlder = this.#loading !== null && !this.#begins;
    await this.#shared();
    // The request had begun before the comment was there.
    if (isOlder && !this.known.has(id)) await this.#shared();
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
    for (const entry of items) if (entry.type === 'comment') this.known.set(entry.id, entry);
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
      if (!comments.known.has(this.props.id)) await comments.find(this.props.id);
      if (comments.known.get(this.props.id)?.files) this.#files = await import('../files/files');
      this.forceUpdate();
    } catch {
      // The line is there all the same.
    }
  }

  override render() {
    const { context, ticket, id } = this.props;
    const comment = commentsOf(context.session, ticket).known.get(id);
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
