// A call that rings on a page with the widget: who calls, and the way to answer in a window of its own.

import type { ServerEvent } from '../../core/protocol/events';
import type { IncomingCall } from '../../core/protocol/generated';
import { RestReader } from '../../core/rest/reader';
import type { OrvaleChatWidget } from '../element';
import { loginOf } from '../login';
import { decode } from '../msgpack';
import { adopt } from '../panel/styles';
import callsCss from './calls.css?inline';
import { startRing } from './tone';
import { wordsOf } from './words';

/** The server says when a call is over; this is for a connection that has died. */
const PATIENCE_MS = 50_000;

const ringing = new WeakMap<OrvaleChatWidget, Ringing>();

export function ringingOf(widget: OrvaleChatWidget): Ringing {
  const known = ringing.get(widget) ?? new Ringing(widget);
  ringing.set(widget, known);
  return known;
}

class Ringing {
  #call: IncomingCall | null = null;
  #card: HTMLElement | null = null;
  #stopTone: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly widget: OrvaleChatWidget) {}

  /** Takes an event, or the frame of one. */
  hear(heard: Uint8Array | ServerEvent): void {
    const { name, data } = heard instanceof Uint8Array ? eventOf(heard) : heard;
    if (name === 'incoming_call') void this.#ring(data);
    else if ((name === 'call_accepted' || name === 'call_declined') && data.participant !== this.#call?.caller) this.#stopped(data.sessionId);
    else if (name === 'call_ended') this.#stopped(data.sessionId);
  }

  #stopped(sessionId: number): void {
    if (sessionId === this.#call?.sessionId) this.#silence();
  }

  async #ring(call: IncomingCall): Promise<void> {
    this.#silence();
    this.#call = call;
    this.#timer = setTimeout(() => this.#silence(), PATIENCE_MS);
    const rest = this.#rest();
    const [people, preferences] = await Promise.all([rest.peopleByName([call.caller]).catch(() => null), rest.request('/api/chat/preferences').catch(() => null)]);
    if (this.#call === call) this.#show(call, people?.items[0]?.displayName ?? call.caller, preferences?.sound !== false);
  }

  #show(call: IncomingCall, name: string, sound: boolean): void {
    const words = wordsOf(this.widget.language);
    const [card, who, what, actions] = [element('section'), element('b', name), element('p', words[call.callType]), element('div')];
    card.className = 'call';
    card.role = 'alertdialog';
    card.ariaLabel = `${words[call.callType]}: ${name}`;
    actions.append(
      button(words.decline, () => void this.#decline(call)),
      button(words.answer, () => this.#answer(call)),
    );
    card.append(who, what, actions);
    const root = this.widget.shadowRoot;
    if (root === null) return;
    adopt(root, callsCss);
    root.lastElementChild?.append(card);
    this.#card = card;
    if (sound) this.#stopTone = startRing();
  }

  #answer({ sessionId }: IncomingCall): void {
    this.#silence();
    window.open(`${this.widget.server}/chat/call/${sessionId}`, 'orvale-call', 'popup,width=720,height=640');
  }

  async #decline({ sessionId }: IncomingCall): Promise<void> {
    this.#silence();
    // One that is over needs no answer.
    await this.#rest()
      .request(`/api/chat/calls/${sessionId}/decline`, {}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
      .catch(() => null);
  }

  #silence(): void {
    clearTimeout(this.#timer);
    this.#stopTone();
    this.#stopTone = () => undefined;
    this.#card?.remove();
    this.#card = null;
    this.#call = null;
  }

  #rest(): RestReader {
    const login = loginOf(this.widget);
    return new RestReader({ server: this.widget.server, token: async () => (typeof login === 'function' ? login() : login) });
  }
}

function eventOf(frame: Uint8Array): ServerEvent {
  const [, name, data] = decode(frame) as [number, string, unknown];
  return { name, data } as ServerEvent;
}

function element(tag: string, text = ''): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function button(text: string, act: () => void): HTMLElement {
  return Object.assign(element('button', text), { type: 'button', onclick: act });
}
