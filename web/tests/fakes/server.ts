// A small server inside the test: real frames over fake sockets, a real log of events.

import { decode, encode } from '@msgpack/msgpack';

import type { EventName, Events } from '../../src/core/protocol/events';
import type { CommandName, CommandReply } from '../../src/core/protocol/commands';
import type { ChannelView, ErrorCode, Hello, Message, ReadReply, Resume } from '../../src/core/protocol/generated';
import type { Transport, TransportConstructor } from '../../src/core/socket/transport';
import { usualReplies, type Replies } from './replies';
import { channelOf, mentionsIn, messageOf, personOf, preferencesOf } from './samples';

/** A durable event: of a name that clients may not know. */
interface Logged {
  name: string;
  data: { stream: 'channel' | 'user'; seq: number; channelId?: number };
}

/** What a test says of an event; the server adds its stream. */
type Said<N extends string> = Omit<N extends EventName ? Events[N] : object, 'stream' | 'seq' | 'channelId'> & {
  channelId?: number;
  seq?: number;
};

/** Refuses a command instead of answering it. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
  /** How many people the message would notify. */
  recipients?: number;
  /** How many of them are off duty. */
  offDuty?: number;
}

export class FakeServer {
  readonly log: Logged[] = [];
  readonly messages: Message[] = [];
  readonly commands: { name: string; data: Record<string, unknown> }[] = [];
  readonly sockets = new Set<FakeSocket>();
  readonly resumePoints: (Resume | undefined)[] = [];
  channel: ChannelView = channelOf({ id: 1 });
  userSeq = 0;
  /** The notifications that a client has claimed. */
  readonly claimed = new Set<number>();
  preferences = preferencesOf();
  refusePreferences: Refusal | null = null;
  /** What a login is answered before the line is closed. */
  refuseLogin: Refusal | null = null;
  /** How many unread mentions the server counts. */
  mentions = 0;
  /** Whom a message can mention. */
  mentionable: string[] = [];
  /** What the user may do. */
  permissions = ['chat.create_direct'];
  /** How many people too many each message mentions. */
  mentionsDropped = 0;
  /** Whom messages name without reaching them. */
  mentionsOutside: string[] = [];
  tokens = new Set(['good']);
  /** False while the server is away: connections fail. */
  up = true;
  heartbeatMs = 1000;
  build = 'one';
  /** False for a database without tickets. */
  tickets = true;
  /** True while the line is dead and nobody has noticed: nothing is heard or answered. */
  mute = false;
  /** Too far back for a resume: answers with a snapshot only. */
  forgetful = false;
  /** True when the snapshot does not fit into one frame. */
  large = false;
  /** Hangs up on everyone right after the login. */
  hangUp = false;
  /** Refuses every command that this server does not keep anything of. */
  refuseCommand: Refusal | null = null;
  /** What it answers to those commands. */
  readonly replies: Replies = usualReplies(this);
  /** Asked before a `send_message` is kept. */
  refuse: ((text: string) => Refusal | null) | null = null;
  /** True while messages arrive nowhere. */
  silent = false;
  /** Keeps the message but loses the reply: the line dies first. */
  dieBeforeReply = false;

  get constructorFor(): TransportConstructor {
    const accept = (socket: FakeSocket): void => this.#accept(socket);
    return class extends FakeSocket {
      constructor() {
        super();
        accept(this);
      }
    };
  }

  /** Somebody else writes. */
  post(text: string, userId = 'bob', clientId: string | null = null, change: Partial<Message> = {}): Message {
    const seq = this.channel.seq + 1;
    const mentions = mentionsIn(text, ...this.mentionable);
    const message = messageOf({ id: 1000 + seq, seq, userId, text, mentions, clientId, ...change });
    this.messages.push(message);
    this.publish('message_received', {
      channelId: 1,
      message,
      channel: { id: 1, name: 'general', type: 'public' },
    });
    return message;
  }

  /** Somebody deletes a message. */
  remove({ id, seq }: Message): void {
    const index = this.messages.findIndex((message) => message.id === id);
    this.messages[index] = messageOf({ id, seq, text: '', deletedAt: 1 });
    this.publish('message_deleted', { channelId: 1, messageId: id, user: 'bob', deletedAt: 1 });
  }

  /** Logs an event of the channel and sends it to every connection. Its position is the next one unless given. */
  publish<N extends string>(name: N, said: Said<N>): void {
    const data = { channelId: 1, ...said, stream: 'channel' as const, seq: said.seq ?? this.channel.seq + 1 };
    this.channel = { ...this.channel, seq: data.seq };
    this.#log({ name, data });
  }

  /** Logs an event of the user's own stream and sends it to every connection. */
  tell<N extends string>(name: N, said: Said<N>): void {
    const data = { ...said, stream: 'user' as const, seq: said.seq ?? this.userSeq + 1 };
    this.userSeq = data.seq;
    this.#log({ name, data });
  }

  #log(logged: Logged): void {
    this.log.push(logged);
    for (const socket of this.sockets) if (socket.loggedIn) socket.event(logged.name, logged.data);
  }

  /** Claims notifications, and returns those that are new. */
  claim(seqs: readonly number[]): number[] {
    const first = seqs.filter((seq) => !this.claimed.has(seq));
    for (const seq of first) this.claimed.add(seq);
    return first;
  }

  /** Logs an event that no one is told of: the fault that a gap shows. */
  lose(text: string): Message {
    const sockets = [...this.sockets];
    for (const socket of sockets) socket.loggedIn = false;
    const message = this.post(text);
    for (const socket of sockets) socket.loggedIn = true;
    return message;
  }

  /** Cuts every line, as a crash would. */
  drop(code = 1006): void {
    for (const socket of [...this.sockets]) socket.die(code);
  }

  #accept(socket: FakeSocket): void {
    socket.onsent = (frame) => this.#receive(socket, frame);
    queueMicrotask(() => {
      if (!this.up) {
        socket.die(1006);
        return;
      }
      this.sockets.add(socket);
      socket.onended = () => this.sockets.delete(socket);
      socket.readyState = 1;
      const limits = {
        frameBytes: 262_144,
        messageCharacters: 5000,
        unansweredCommands: 64,
        reactionKinds: 50,
        statusCharacters: 100,
        channelNameCharacters: 80,
        descriptionCharacters: 500,
        directMembers: 20,
        presenceMembers: 500,
        mentions: 50,
      };
      const hello: Hello = { protocol: 1, build: this.build, sessionId: 's', heartbeatMs: this.heartbeatMs, limits };
      socket.event('hello', hello);
    });
  }

  #receive(socket: FakeSocket, frame: unknown[]): void {
    if (this.mute) return;
    if (frame[0] === 4) socket.deliver([5, frame[1]]);
    if (frame[0] !== 1) return;
    const [, reference, name, data] = frame as [number, number, string, Record<string, unknown>];
    this.commands.push({ name, data });
    switch (name) {
      case 'authenticate':
        this.#authenticate(socket, reference, data);
        break;
      case 'send_message':
        this.#send(socket, reference, data);
        break;
      case 'mark_read':
        socket.reply<'mark_read'>(reference, this.#read(Number(data['seq'])));
        break;
      case 'set_preferences':
        if (this.refusePreferences !== null) {
          socket.deliver([3, reference, this.refusePreferences]);
          break;
        }
        this.preferences = { ...this.preferences, ...data };
        socket.reply<'set_preferences'>(reference, this.preferences);
        break;
      default:
        this.#answer(socket, reference, name, data);
    }
  }

  /** Answers what nothing is kept of. A command that nobody expected fails the test, since nobody else would notice. */
  #answer(socket: FakeSocket, reference: number, name: string, data: Record<string, unknown>): void {
    const reply = (this.replies as Record<string, ((data: object) => unknown) | undefined>)[name];
    if (this.refuseCommand !== null) socket.deliver([3, reference, this.refuseCommand]);
    else if (reply !== undefined) socket.deliver([2, reference, reply(data)]);
    else {
      socket.deliver([3, reference, { code: 'unknown_command', message: name }]);
      throw new Error(`the fake server does not know what to answer to ${name}`);
    }
  }

  #read(lastReadSeq: number): ReadReply {
    const left = this.messages.filter((message) => message.seq > lastReadSeq && message.deletedAt === null);
    const countedSeq = this.channel.seq;
    return { channelId: 1, lastReadSeq, unreadCount: left.length, mentionCount: this.mentions, countedSeq };
  }

  #authenticate(socket: FakeSocket, reference: number, data: Record<string, unknown>): void {
    if (!this.tokens.has(String(data['token']))) {
      socket.die(4003);
      return;
    }
    if (this.refuseLogin !== null) {
      socket.deliver([3, reference, this.refuseLogin]);
      // A browser tells of the one before the other.
      setTimeout(() => socket.die(4014));
      return;
    }
    const resume = data['resume'] as Resume | undefined;
    this.resumePoints.push(resume);
    const resumed = resume !== undefined && !this.forgetful;
    socket.reply<'authenticate'>(reference, {
      user: personOf('alice'),
      permissions: this.permissions,
      userSeq: this.userSeq,
      serverTime: Date.now(),
      channels: this.large ? [] : [this.channel],
      presence: {},
      parts: this.large ? 2 : 0,
      features: { tickets: this.tickets },
      resumed,
    });
    if (this.large) {
      socket.event('snapshot_part', { channels: [this.channel] });
      const presence = { bob: { status: 'busy' as const, statusMessage: '', lastActive: 1 } };
      socket.event('snapshot_part', { presence });
    }
    if (this.hangUp) {
      socket.die(1006);
      return;
    }
    socket.loggedIn = true;
    if (!resumed) return;
    const after = { channel: resume.channels['1'] ?? this.channel.seq, user: resume.user };
    for (const { name, data: missed } of this.log) {
      if (missed.seq > after[missed.stream]) socket.event(name, missed);
    }
    socket.event('resumed', {});
  }

  #send(socket: FakeSocket, reference: number, data: Record<string, unknown>): void {
    if (this.silent) return;
    const text = String(data['message']);
    const refusal = data['confirmed'] === true ? null : (this.refuse?.(text) ?? null);
    if (refusal !== null) {
      socket.deliver([3, reference, refusal]);
      return;
    }
    const clientId = String(data['clientId']);
    const known = this.messages.find((message) => message.clientId === clientId);
    const { threadId, alsoToChannel } = data as Partial<Message>;
    const thread = threadId === undefined ? {} : { threadId, alsoToChannel: alsoToChannel === true };
    const message = known ?? this.post(text, 'alice', clientId, thread);
    if (this.dieBeforeReply) {
      this.dieBeforeReply = false;
      socket.die(1006);
      return;
    }
    const [dropped, outside] = [this.mentionsDropped, this.mentionsOutside];
    socket.reply<'send_message'>(reference, { message, ...(dropped > 0 && { mentionsDropped: dropped }), ...(outside.length > 0 && { mentionsOutside: outside }) });
  }
}

/** One side of a line: what the client holds, with the server's grips on it. */
export class FakeSocket implements Transport {
  binaryType = 'blob';
  readyState = 0;
  loggedIn = false;
  onopen: Transport['onopen'] = null;
  onmessage: Transport['onmessage'] = null;
  onclose: Transport['onclose'] = null;
  onerror: Transport['onerror'] = null;
  onsent: ((frame: unknown[]) => void) | null = null;
  onended: (() => void) | null = null;

  send(bytes: Uint8Array<ArrayBuffer>): void {
    const frame = decode(bytes) as unknown[];
    queueMicrotask(() => {
      if (this.readyState === 1) this.onsent?.(frame);
    });
  }

  close(code = 1000): void {
    this.die(code);
  }

  deliver(frame: unknown): void {
    if (this.readyState === 1) this.onmessage?.({ data: encode(frame) });
  }

  reply<N extends CommandName>(reference: number, data: CommandReply<N>): void {
    this.deliver([2, reference, data]);
  }

  deliverBytes(bytes: Uint8Array): void {
    this.onmessage?.({ data: bytes });
  }

  /** Sends an event: one that clients know has the fields of its generated type. */
  event<N extends string>(name: N, data: N extends EventName ? Events[N] : object): void {
    this.deliver([0, name, data]);
  }

  die(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onended?.();
    this.onclose?.({ code, reason: '' });
  }
}
