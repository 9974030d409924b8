// A program that calls through the server, from docs/protocol.md alone: its socket is in Node, and its two connections are in
// a page. Unlike the real page it decides itself in which order it adds what it sends.

import { once } from 'node:events';

import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';

import { decodeFrame, encodeCommand, encodePong } from '../../../src/core/protocol/codec';
import type { CommandData, CommandName } from '../../../src/core/protocol/commands';
import type { SessionDescription } from '../../../src/core/protocol/generated';
import { SUB_PROTOCOL } from '../../../src/core/socket/transport';
import { openWindow } from './browser';
import type { TestServer } from './server';

/** What the sections of a device contain, by the protocol's names. */
export type Kind = 'audio' | 'camera' | 'screen' | 'screen_audio';

/** A camera's codec, and the sizes in which it is sent: by how much each is scaled down. */
export interface Camera {
  codec: 'VP8' | 'H264';
  scales: readonly number[];
}

interface InPage {
  connections: [RTCPeerConnection, RTCPeerConnection];
  transceivers: Partial<Record<Kind, RTCRtpTransceiver>>;
}

type Waiting = (data: unknown) => void;

export class CallProgram {
  readonly device: string;
  call = 0;
  readonly #replies = new Map<number, { resolve: Waiting; reject: Waiting }>();
  readonly #answers: ((answer: SessionDescription) => void)[] = [];
  #reference = 0;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly username: string,
    readonly page: Page,
    private readonly socket: WebSocket,
    private readonly server: TestServer,
  ) {
    this.device = `${username}-program`;
    socket.on('message', (bytes: Buffer) => this.#take(bytes));
  }

  static async start(browser: Browser, server: TestServer, username: string): Promise<CallProgram> {
    const context = await openWindow(browser, { permissions: ['microphone', 'camera'] });
    const page = await context.newPage();
    await page.goto(`${server.address}/chat`);
    // Sound is decoded only where it is played, which a page may do once somebody has clicked.
    await page.mouse.click(1, 1);
    await page.evaluate(openConnections);
    const socket = new WebSocket(`${server.address.replace('http', 'ws')}/api/chat/ws`, SUB_PROTOCOL);
    await once(socket, 'open');
    const program = new CallProgram(username, page, socket, server);
    await program.#request('authenticate', { token: server.token(username) });
    return program;
  }

  /** Calls in a channel. */
  async begin(channel: string): Promise<number> {
    const headers = { authorization: `Bearer ${this.server.token(this.username)}` };
    const channels = (await (await fetch(`${this.server.address}/api/chat/channels`, { headers })).json()) as { items: { id: number; name: string }[] };
    const channelId = channels.items.find(({ name }) => name === channel)?.id;
    if (channelId === undefined) throw new Error(`there is no #${channel}`);
    const begun = (await this.#request('call_initiate', { channelId, callType: 'video', camera: true, deviceId: this.device })) as { sessionId: number };
    this.call = begun.sessionId;
    return this.call;
  }

  /** Joins a call, and has it go through the server. */
  async join(call: number): Promise<void> {
    this.call = call;
    await this.ask('call_join', { camera: true });
    await this.ask('call_update', { unreachable: true });
  }

  /** Sends a command about the call. */
  ask(name: CommandName, data: object): Promise<unknown> {
    return this.#request(name, { sessionId: this.call, deviceId: this.device, ...data } as CommandData<typeof name>);
  }

  /** Adds something to what is sent, or begins to send it again after `drop`. */
  async add(kind: Kind, camera?: Camera): Promise<void> {
    await this.page.evaluate(addTrack, { kind, camera });
    await this.offer();
  }

  /** Ends the section of something that is sent. */
  async drop(kind: Kind): Promise<void> {
    await this.page.evaluate(dropTrack, kind);
    await this.offer();
  }

  /** Takes the track away from its section and puts it back, which the server does not see. */
  replaceTrack(kind: Kind, pauseMs: number): Promise<void> {
    return this.page.evaluate(replaceTrack, { kind, pauseMs });
  }

  async offer(): Promise<void> {
    const { offer, kinds } = await this.page.evaluate(makeOffer);
    const answer = new Promise<SessionDescription>((resolve) => this.#answers.push(resolve));
    await this.ask('webrtc_offer', { offer, kinds, targetUser: null });
    await this.page.evaluate(takeAnswer, await answer);
  }

  stop(): void {
    this.socket.close();
  }

  #take(bytes: Buffer): void {
    const frame = decodeFrame(bytes);
    if (frame.kind === 'ping') this.socket.send(encodePong(frame.nonce));
    if (frame.kind === 'reply') this.#settle(frame.reference)?.resolve(frame.data);
    if (frame.kind === 'error' && frame.reference !== null) this.#settle(frame.reference)?.reject(frame.error);
    if (frame.kind !== 'event') return;
    const { name, data } = frame.event;
    if (name === 'webrtc_answer_received' && data.fromUser === null) this.#answers.shift()?.(data.answer);
    if (name === 'webrtc_offer_received' && data.fromUser === null) this.#work = this.#work.then(() => this.#answer(data.offer));
  }

  async #answer(offer: SessionDescription): Promise<void> {
    const answer = await this.page.evaluate(answerOffer, offer);
    await this.ask('webrtc_answer', { answer, targetUser: null });
  }

  #settle(reference: number): { resolve: Waiting; reject: Waiting } | undefined {
    const waiting = this.#replies.get(reference);
    this.#replies.delete(reference);
    return waiting;
  }

  #request<N extends CommandName>(name: N, data: CommandData<N>): Promise<unknown> {
    this.#reference += 1;
    const reference = this.#reference;
    return new Promise((resolve, reject) => {
      this.#replies.set(reference, { resolve, reject });
      this.socket.send(encodeCommand(reference, name, data));
    });
  }
}

/** Runs in the page. Its two connections are where `decodes` and `arrivalIn` look for them. */
function openConnections(): void {
  const connection = (): RTCPeerConnection => new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const receiving = connection();
  receiving.ontrack = ({ track }) => {
    const player = document.body.appendChild(document.createElement(track.kind === 'audio' ? 'audio' : 'video'));
    player.srcObject = new MediaStream([track]);
    void player.play();
  };
  Object.assign(window, { connections: [connection(), receiving], transceivers: {} });
}

/** Runs in the page. */
async function addTrack({ kind, camera }: { kind: Kind; camera: Camera | undefined }): Promise<void> {
  const { connections, transceivers } = window as unknown as InPage;
  const isAudio = kind === 'audio' || kind === 'screen_audio';
  const wanted = isAudio ? { audio: true } : { video: { width: 640, height: 360, frameRate: 15 } };
  const [track] = (await navigator.mediaDevices.getUserMedia(wanted)).getTracks();
  if (track === undefined) throw new Error('no device');
  const known = transceivers[kind];
  if (known !== undefined) {
    known.direction = 'sendonly';
    await known.sender.replaceTrack(track);
    return;
  }
  const layers = camera?.scales.map((scale, index) => ({ rid: `l${index}`, scaleResolutionDownBy: scale }));
  const transceiver = connections[0].addTransceiver(track, { direction: 'sendonly', ...(layers && { sendEncodings: layers }) });
  if (camera !== undefined) {
    const codecs = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType === `video/${camera.codec}`));
  }
  transceivers[kind] = transceiver;
}

/** Runs in the page. */
async function dropTrack(kind: Kind): Promise<void> {
  const transceiver = (window as unknown as InPage).transceivers[kind];
  if (transceiver === undefined) throw new Error(`${kind} is not sent`);
  transceiver.sender.track?.stop();
  await transceiver.sender.replaceTrack(null);
  transceiver.direction = 'inactive';
}

/** Runs in the page. */
async function replaceTrack({ kind, pauseMs }: { kind: Kind; pauseMs: number }): Promise<void> {
  const sender = (window as unknown as InPage).transceivers[kind]?.sender;
  const track = sender?.track;
  if (!sender || !track) throw new Error(`${kind} is not sent`);
  await sender.replaceTrack(null);
  await new Promise((resolve) => {
    setTimeout(resolve, pauseMs);
  });
  await sender.replaceTrack(track);
}

/** Runs in the page. Returns the offer, and what its sections contain. */
async function makeOffer(): Promise<{ offer: RTCSessionDescriptionInit; kinds: Record<string, string> }> {
  const {
    connections: [publishing],
    transceivers,
  } = window as unknown as InPage;
  await publishing.setLocalDescription();
  const { type, sdp } = publishing.localDescription as RTCSessionDescription;
  const sent = Object.entries(transceivers).filter(([, { mid, direction }]) => mid !== null && direction === 'sendonly');
  return { offer: { type, sdp }, kinds: Object.fromEntries(sent.map(([kind, { mid }]) => [mid as string, kind])) };
}

/** Runs in the page. */
async function takeAnswer(answer: { type: string; sdp: string }): Promise<void> {
  await (window as unknown as InPage).connections[0].setRemoteDescription(answer as RTCSessionDescriptionInit);
}

/** Runs in the page. */
async function answerOffer(offer: { type: string; sdp: string }): Promise<{ type: string; sdp: string }> {
  const receiving = (window as unknown as InPage).connections[1];
  await receiving.setRemoteDescription(offer as RTCSessionDescriptionInit);
  await receiving.setLocalDescription();
  const { type, sdp } = receiving.localDescription as RTCSessionDescription;
  return { type, sdp };
}
