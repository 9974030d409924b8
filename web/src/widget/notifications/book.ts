// What the user was notified of, as the server lists it over REST. Listing and reading only: it notifies nobody.

import type { NotificationKind } from '../../core/protocol/generated';
import type { RestReader } from '../../core/rest/reader';
import type { ListedNotification } from '../../core/rest/routes.generated';
import { wordsOf, type NotificationWords } from './words';

/** What the page's list has, too. Messages of conversations whose every message notifies are in these conversations. */
const LISTED: readonly NotificationKind[] = [
  'mention',
  'keyword',
  'thread_reply',
  'reaction',
  'reminder',
  'scheduled_failed',
  'missed_call',
  'ticket_assigned',
  'ticket_created',
  'ticket_status',
  'ticket_priority',
  'ticket_team',
  'ticket_assignee',
  'ticket_comment',
  'ticket_due',
];
/** So many of the latest are shown. */
const MOST = 10;

export class NotificationBook {
  items: readonly ListedNotification[] = [];
  unreadCount = 0;
  /** True while the list is unfolded. */
  unfolded = false;
  /** Who caused them, as far as it was asked for. */
  readonly names: Record<string, string> = {};
  /** There once anything is listed. */
  words: NotificationWords | null = null;

  constructor(
    private readonly rest: RestReader,
    private readonly language: string | undefined,
    private readonly onChange: () => void,
  ) {}

  toggle(): void {
    this.unfolded = !this.unfolded;
    this.onChange();
  }

  /** Asks the server for the latest. */
  async list(): Promise<void> {
    const [page, words] = await Promise.all([
      this.rest.request('/api/chat/notifications', { kinds: LISTED.join(), limit: MOST }).catch(() => null),
      this.words ?? wordsOf(this.language).catch(() => null),
    ]);
    // What is shown stays as it is until the next news.
    if (page === null || words === null) return;
    this.words = words;
    this.items = page.items;
    this.unreadCount = page.unreadCount;
    this.onChange();
    await this.#learnNames();
  }

  /** Marks those as read that were opened. */
  opened(items: readonly ListedNotification[]): void {
    const seqs = items.filter(({ read }) => read !== true).map(({ seq }) => seq);
    if (seqs.length > 0) void this.read({ seqs });
  }

  /** Marks single ones as read, or all up to a position. */
  async read(which: { seqs: readonly number[] } | { seq: number } = { seq: this.items[0]?.seq ?? 0 }): Promise<void> {
    const body = JSON.stringify(which);
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body } as const;
    await this.rest.request('/api/chat/notifications/read', {}, sent).catch(() => null);
    await this.list();
  }

  async #learnNames(): Promise<void> {
    const unknown = [...new Set(this.items.flatMap(({ from = [], message }) => [from, message?.mentions.map(({ userId }) => userId) ?? []].flat()))].filter((username) => this.names[username] === undefined);
    if (unknown.length === 0) return;
    const people = await this.rest.peopleByName(unknown).catch(() => null);
    for (const { username, displayName } of people?.items ?? []) this.names[username] = displayName;
    if (people !== null) this.onChange();
  }
}
