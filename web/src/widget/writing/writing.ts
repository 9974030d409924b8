// What the list shows once it is there: the line to write in, which a conversation has as well, and, by
// the reading of frames, who comes and goes.

export { decode } from '../msgpack';
export { Composer } from './Composer';
export { QuickLine } from './QuickLine';
