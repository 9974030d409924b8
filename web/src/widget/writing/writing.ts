// What the list shows once it is there: the line to write in, which a conversation has as well, and, by
// the reading of frames, who comes and goes.

export { ConnectionBar } from './ConnectionBar';
export { Composer } from './Composer';
export { DRAFTS } from './drafts';
export { hear, lookAround } from './presence';
export { QuickLine } from './QuickLine';
