// What an open conversation adds to the list: the session, and the view.

export { Conversation } from './Conversation';
export { acquire, release, type Lease } from './session';
export { statusOf } from './status';
export { wordsOf } from './words';
