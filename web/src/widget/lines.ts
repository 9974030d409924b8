// How a connection stands, in numbers that launcher and panel share.

/** How a connection stands: while there is none, the code that the last one was closed with. */
export const CONNECTING = 0;
export const ONLINE = 1;
/** What a browser says of one that broke. */
export const LOST = 1006;
export const BAD_TOKEN = 4003;
export const REVOKED = 4014;
