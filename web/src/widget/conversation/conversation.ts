// What an open conversation adds to the list: the session, and the view. What sends comes behind them.

void import('./sending').catch(() => undefined);

export { Live } from './live';
export { wordsOf } from './words';
