// Why the server ends a connection.

/** Why the server closed a socket; the wire's close codes. */
export const CLOSE = {
  notAFrame: 4001,
  notAuthenticatedInTime: 4002,
  badToken: 4003,
  tooManyCommands: 4008,
  noHeartbeat: 4009,
  tooSlow: 4010,
  goingDown: 4011,
  tooManyConnections: 4013,
  accessRevoked: 4014,
} as const;
