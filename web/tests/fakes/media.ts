// Cameras, microphones and connections of a browser that has none.

import { vi } from 'vitest';

type Kind = 'audio' | 'video';

export class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  muted = false;
  enabled = true;
  contentHint = '';

  constructor(
    readonly kind: Kind,
    readonly label: string,
    private readonly deviceId: string,
  ) {
    super();
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId, height: 720 };
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** Its device is unplugged, and the browser says so. */
  unplug(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

class FakeStream {
  constructor(private readonly tracks: readonly FakeTrack[] = []) {}
  getTracks = () => this.tracks;
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');
}

interface FakeDevice {
  kind: MediaDeviceKind;
  deviceId: string;
  label: string;
}

export class FakeDevices extends EventTarget {
  list: FakeDevice[] = [
    { kind: 'audioinput', deviceId: 'headset', label: 'Headset' },
    { kind: 'audioinput', deviceId: 'built-in', label: 'Built-in microphone' },
    { kind: 'videoinput', deviceId: 'webcam', label: 'Webcam' },
    { kind: 'audiooutput', deviceId: 'speakers', label: 'Speakers' },
  ];
  readonly opened: FakeTrack[] = [];
  /** Why the next one is refused. */
  refuse: string | null = null;

  enumerateDevices = async (): Promise<FakeDevice[]> => this.list;

  getUserMedia = async ({ audio, video }: MediaStreamConstraints): Promise<FakeStream> => {
    if (this.refuse !== null) throw new DOMException('refused', this.refuse);
    const kind: Kind = audio === undefined ? 'video' : 'audio';
    const wanted = ((audio ?? video) as MediaTrackConstraints).deviceId as { ideal?: string } | undefined;
    const possible = this.list.filter((device) => device.kind === `${kind}input`);
    const device = possible.find(({ deviceId }) => deviceId === wanted?.ideal) ?? possible[0];
    if (device === undefined) throw new DOMException('none', 'NotFoundError');
    const track = new FakeTrack(kind, device.label, device.deviceId);
    this.opened.push(track);
    return new FakeStream([track]);
  };

  getDisplayMedia = async (): Promise<FakeStream> => {
    const track = new FakeTrack('video', 'Screen', 'screen');
    this.opened.push(track);
    return new FakeStream([track]);
  };

  changed(): void {
    this.dispatchEvent(new Event('devicechange'));
  }
}

/** A connection that agrees to anything and connects at once. */
export class FakeConnection extends EventTarget {
  static all: FakeConnection[] = [];
  signalingState = 'stable';
  connectionState = 'new';
  iceConnectionState = 'new';
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  readonly candidates: unknown[] = [];
  readonly transceivers: { mid: string; direction: string; currentDirection: string | null; sender: FakeSender; receiver: { track: FakeTrack } }[] = [];
  restarts = 0;
  /** Own offers that were withdrawn for one of the other side. */
  rollbacks = 0;
  servers: readonly RTCIceServer[] = [];
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: unknown = null;
  onconnectionstatechange: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: FakeTrack; transceiver: unknown; streams: unknown[] }) => void) | null = null;
  readonly #origin = FakeConnection.all.push(this);

  addTransceiver(kind: Kind, { direction, streams, sendEncodings }: { direction: string; streams?: readonly unknown[]; sendEncodings?: readonly RTCRtpEncodingParameters[] }): unknown {
    queueMicrotask(() => this.onnegotiationneeded?.());
    return this.#addSection(kind, direction, streams, sendEncodings);
  }

  #addSection(kind: Kind, direction: string, streams?: readonly unknown[], encodings?: readonly RTCRtpEncodingParameters[]): unknown {
    const track = Object.assign(new FakeTrack(kind, 'remote', 'remote'), { muted: true });
    const transceiver = { mid: String(this.transceivers.length), direction, currentDirection: null, sender: new FakeSender(streams, encodings), receiver: { track } };
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers = () => this.transceivers;
  getConfiguration = () => ({});
  setConfiguration = ({ iceServers = [] }: RTCConfiguration): void => {
    this.servers = iceServers;
  };
  getStats = async () => new Map();

  async setLocalDescription(): Promise<void> {
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: sdpOf(this.#origin) };
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
  }

  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    if (!description.sdp.startsWith('v=0')) throw new DOMException('no SDP', 'OperationError');
    if (description.type === 'offer' && this.signalingState === 'have-local-offer') this.rollbacks += 1;
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    const named = Array.from(description.sdp.matchAll(/^m=(audio|video)/gm), ([, kind]) => kind as Kind);
    const kinds: Kind[] = named.length > 0 ? named : ['audio', 'video', 'video', 'audio'];
    for (const kind of kinds.slice(this.transceivers.length)) this.#addSection(kind, 'recvonly');
    this.connectionState = 'connected';
    this.iceConnectionState = 'connected';
    this.onconnectionstatechange?.();
  }

  async addIceCandidate(candidate: unknown): Promise<void> {
    this.candidates.push(candidate);
  }

  /** What the other side sends arrives. */
  deliver(section: number): void {
    const transceiver = this.transceivers[section];
    if (transceiver === undefined) return;
    const { track } = transceiver.receiver;
    this.ontrack?.({ track, transceiver, streams: [] });
    track.muted = false;
    track.dispatchEvent(new Event('unmute'));
  }

  /** Its path is gone. */
  fail(): void {
    this.connectionState = 'failed';
    this.iceConnectionState = 'failed';
    this.onconnectionstatechange?.();
  }

  restartIce(): void {
    this.restarts += 1;
    if (this.signalingState === 'stable') queueMicrotask(() => this.onnegotiationneeded?.());
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }
}

class FakeSender {
  track: FakeTrack | null = null;

  constructor(
    public streams: readonly unknown[] = [],
    public encodings: readonly RTCRtpEncodingParameters[] = [{}],
  ) {}

  setStreams(...streams: unknown[]): void {
    this.streams = streams;
  }

  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }

  getParameters = () => ({ encodings: this.encodings.map((encoding) => ({ ...encoding })) });

  async setParameters({ encodings }: { encodings: readonly RTCRtpEncodingParameters[] }): Promise<void> {
    this.encodings = encodings;
  }
}

/** A description of the connection with this name, with a section for each of the streams. */
export function sdpOf(origin: number, streams: readonly string[] = []): string {
  const sections = streams.map((stream, mid) => `m=${stream.endsWith('audio') ? 'audio' : 'video'} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:${mid}\r\na=msid:${stream} ${stream}|1\r\na=sendonly\r\n`);
  return `v=0\r\no=- ${origin} 1 IN IP4 127.0.0.1\r\na=fingerprint:sha-256 ${origin}\r\n${sections.join('')}`;
}

/** Gives the page devices and connections, until globals are unstubbed. */
export function setMedia(): FakeDevices {
  const devices = new FakeDevices();
  FakeConnection.all = [];
  Object.defineProperty(navigator, 'mediaDevices', { value: devices, configurable: true });
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('AudioContext', undefined);
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { value: null, writable: true, configurable: true });
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined);
  return devices;
}
