// What is filled into the form for a new ticket, what is wrong with it, and sending it.

import { useState } from 'react';

import { ticketsNamed } from '../../core/formatting/tickets';
import { asChatError } from '../../core/protocol/errors';
import type { FileInfo, Message, Person } from '../../core/protocol/generated';
import { createTicket, type NewTicket } from '../../core/session/new-tickets';
import { channelKey, threadKey } from '../../core/store/conversation';
import { nameOf, personCalled } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { formatRoute } from '../../shared/hooks/view/route';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { reasonOf } from '../../shared/words/reasons';
import { fullTime } from '../../shared/words/times';
import { useWords } from './card-words';
import { around, descriptionFrom, MOST_FILES, quoteOf, titleFrom, withoutQuote, withQuote, type Quoting } from './new-ticket';
import { useAttemptKey } from './useAttemptKey';
import { useKeptText } from '../../shared/hooks/useKeptText';
import { useTicketChoices } from './useTicketChoices';

const NO_MESSAGES: readonly Message[] = [];

/** The fields that must be filled in, in their order. */
type Required = 'title' | 'description' | 'team';

export function useNewTicket(message: Message) {
  const words = useWords();
  const { tickets } = words;
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const { id, channelId, seq, userId, text, threadId } = message;
  const people = useChat((state) => state.people);
  const timeline = useChat((state) => state.timelines[threadId === undefined ? channelKey(channelId) : threadKey(threadId)]?.messages) ?? NO_MESSAGES;
  const [others] = useState(() => around(message, timeline));
  const [added, setAdded] = useState<ReadonlySet<number>>(new Set());
  const link = `${window.location.origin}${formatRoute({ channelId, seq })}`;
  const quoting: Quoting = ({ userId: by, createdAt }, said) => tickets.wrote(nameOf(people, by), fullTime(createdAt, words), said);
  const describe = (chosen: ReadonlySet<number>): string => descriptionFrom(together(message, others, chosen), quoting, link);
  const [title, setTitle, forgetTitle] = useKeptText(`new-title:${id}`, titleFrom(text));
  const [description, setDescription, forgetDescription] = useKeptText(`new-text:${id}`, describe(added));
  const choices = useTicketChoices();
  const home = useChat((state) => state.me?.teamId ?? state.channels[channelId]?.teamId ?? null);
  const [chosenTeam, setTeam] = useState<string | null>(null);
  const team = chosenTeam ?? choices.teams.find((one) => one.id === home || choices.teams.length === 1)?.id ?? '';
  const [category, setCategory] = useState('');
  const [priority, setPriority] = useState('medium');
  const [requester, setRequester] = useState<Person | null>(personCalled(people, userId) ?? null);
  const files = together(message, others, added).flatMap((one) => one.files ?? []);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => firstOf(files));
  const [missing, setMissing] = useState<readonly Required[]>([]);
  const [already, setAlready] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const keyFor = useAttemptKey();

  const filled = (field: Required): void => setMissing((before) => before.filter((one) => one !== field));
  const filling =
    <T>(field: Required, set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      filled(field);
    };

  function include(other: Message, on: boolean): void {
    const next = toggled(added, other.id, on);
    // What was written by hand stays; the quote comes below it, and goes again.
    const quoted = on ? withQuote : withoutQuote;
    filling('description', setDescription)(description === describe(added) ? describe(next) : quoted(description, quoteOf(other, quoting)));
    setAdded(next);
    const own = (other.files ?? []).map((file) => file.id);
    setTicked((before) => (on ? new Set([...before, ...own].slice(0, Math.max(before.size, MOST_FILES))) : new Set([...before].filter((file) => !own.includes(file)))));
  }

  async function submit(): Promise<void> {
    if (busy || already !== null) return;
    const empty = (['title', 'description', 'team'] as const).filter((field) => ({ title, description, team })[field].trim() === '');
    setMissing(empty);
    if (empty.length > 0) return;
    const ticket: NewTicket = {
      title: title.trim(),
      description,
      team,
      priority,
      ...(category !== '' && { category }),
      ...(requester !== null && { requester: requester.username }),
      ...(added.size > 0 && { messageIds: others.map((one) => one.id).filter((one) => added.has(one)) }),
      ...(files.length > 0 && { fileIds: files.map((file) => file.id).filter((file) => ticked.has(file)) }),
    };
    setBusy(true);
    setRefusal(null);
    try {
      const card = await createTicket(session, id, ticket, keyFor(JSON.stringify(ticket)));
      forgetTitle();
      forgetDescription();
      dispatch({ type: 'dialog_closed' });
      notify.info(tickets.made(card.number));
    } catch (thrown) {
      refuse(thrown);
    }
    setBusy(false);
  }

  function refuse(thrown: unknown): void {
    const { code, message: reason, retryable, ticket } = asChatError(thrown);
    const [first] = code === 'conflict' ? [ticket, ...ticketsNamed(reason)].filter((number) => number !== null) : [];
    if (first !== undefined) setAlready(first);
    else if (retryable) notify.failure(thrown);
    else setRefusal(reasonOf(thrown, words));
  }

  return {
    title: [title, filling('title', setTitle)] as const,
    description: [description, filling('description', setDescription)] as const,
    team: [team, filling('team', setTeam)] as const,
    category: [category, setCategory] as const,
    priority: [priority, setPriority] as const,
    requester: [requester, setRequester] as const,
    ticked: [ticked, (file: FileInfo, on: boolean): void => setTicked((before) => toggled(before, file.id, on))] as const,
    added: [added, include] as const,
    choices,
    others,
    files,
    missing,
    /** The number of the ticket that was made from the message before. */
    already,
    /** Why the server does not take it as it is. */
    refusal,
    busy,
    submit,
  };
}

function toggled<T>(set: ReadonlySet<T>, one: T, on: boolean): ReadonlySet<T> {
  return new Set(on ? [...set, one] : [...set].filter((other) => other !== one));
}

function firstOf(files: readonly FileInfo[]): ReadonlySet<string> {
  return new Set(files.slice(0, MOST_FILES).map((file) => file.id));
}

/** A message and those that were added to it, in their order. */
function together(message: Message, others: readonly Message[], added: ReadonlySet<number>): Message[] {
  return [message, ...others.filter(({ id }) => added.has(id))].toSorted((one, other) => one.seq - other.seq);
}
