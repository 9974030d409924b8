// Every word of an open conversation, in English.

export const english = {
  placeholder: (name: string) => `Message ${name}`,
  sending: 'Sending…',
  waiting: 'Waiting for the connection…',
  loadFailed: 'Couldn’t be loaded.',
  empty: 'No messages yet.',
  start: 'The conversation begins here.',
  older: 'Loading older messages…',
  fresh: 'New',
  messagesIn: (name: string) => `Messages in ${name}`,
  edited: 'edited',
  file: 'File',
  typing: (names: string, _count: number) => `${names} typing…`,
  silent: 'You can’t post here.',
  mute: 'Mute',
  unmute: 'Unmute',
  members: (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`,
};
