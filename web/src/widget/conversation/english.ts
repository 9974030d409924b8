// Every word of an open conversation, in English.

import type { ChatError } from '../../core/protocol/errors';

export const english = {
  placeholder: (name: string) => `Message ${name}`,
  sending: 'Sending…',
  waiting: 'Waiting for the connection…',
  /** With why, which the server says in English. */
  failed: (error: Pick<ChatError, 'code' | 'message'> | null) => `Not sent. ${error?.message ?? ''}`,
  edit: 'Edit',
  discard: 'Discard',
  many: (people: number, offDuty: number) => `This notifies ${people} ${people === 1 ? 'person' : 'people'}${offDuty > 0 ? ` (${offDuty} off duty)` : ''}.`,
  loadFailed: 'The messages could not be loaded.',
  empty: 'No messages yet.',
  start: 'This is where the conversation begins.',
  older: 'Loading older messages…',
  fresh: 'New',
  below: 'New messages',
  people: 'People to mention',
  messagesIn: (name: string) => `Messages in ${name}`,
  edited: 'edited',
  file: 'File',
  typing: (names: string, _count: number) => `${names} typing…`,
  silent: 'You can’t post in this conversation.',
  reacted: (shown: string, names: string) => `${shown} (${names})`,
  send: 'Send',
  mute: 'Mute',
  unmute: 'Unmute',
  members: (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`,
  storageRefused: 'This browser can’t store messages. Unsent ones are lost when you leave the page.',
};
