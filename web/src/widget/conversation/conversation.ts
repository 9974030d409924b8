// What an open conversation adds to the list: the session, and the view.

export { Live } from './live';
export { wordsOf } from './words';
