// The plan's own stack, as a good Node developer writes it: Socket.IO 4 over WebSocket, Orvale's
// JWT in the handshake, and better-sqlite3 with WAL and synchronous=FULL. What is acknowledged or
// delivered has been committed. It does what the load harness measures and nothing more: no roles,
// no edits, no presence, no resume; all of that would only slow it down.
//
//   ORVALE_CHAT_JWT_SECRET=… node server.js --database FILE --population FILE [--port 0]

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import Database from 'better-sqlite3';
import jwt from 'jsonwebtoken';
import { Server } from 'socket.io';

const MESSAGE_CHARACTERS = 5000;

const { values: options } = parseArgs({
  options: {
    database: { type: 'string' },
    population: { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});
const secret = process.env.ORVALE_CHAT_JWT_SECRET;
if (!secret || !options.database || !options.population) {
  console.error('needs ORVALE_CHAT_JWT_SECRET, --database and --population');
  process.exit(2);
}

const database = openDatabase(options.database);
populate(database, JSON.parse(readFileSync(options.population, 'utf8')));

const findUser = database.prepare(
  'SELECT username, display_name AS displayName, role FROM users WHERE username = ? AND active',
);
const findChannels = database.prepare(`
  SELECT c.id, c.name, c.type, m.role, m.last_read_at AS lastReadAt
  FROM chat_channel_members m JOIN chat_channels c ON c.id = m.channel_id
  WHERE m.user_id = ? AND c.active`);
// Outside an explicit transaction each run commits on its own: the row is on the disk when run returns.
const insertMessage = database.prepare(
  'INSERT INTO chat_messages (channel_id, user_id, message_text, created_at) VALUES (?, ?, ?, ?)',
);

const http = createServer((_request, response) => response.writeHead(404).end());
const io = new Server(http, {
  transports: ['websocket'],
  maxHttpBufferSize: 256 * 1024,
  serveClient: false,
});

// Socket.IO's advice for many connections: the first request is not needed once it is upgraded.
io.engine.on('connection', (raw) => {
  raw.request = null;
});

io.use((socket, next) => {
  try {
    const claims = jwt.verify(socket.handshake.auth.token, secret, { algorithms: ['HS256'] });
    const user = findUser.get(claims.username);
    if (!user) return next(new Error('unauthenticated'));
    socket.data.user = user;
    return next();
  } catch {
    return next(new Error('unauthenticated'));
  }
});

io.on('connection', (socket) => {
  const { user } = socket.data;
  const channels = findChannels.all(user.username);
  socket.join(channels.map((channel) => roomOf(channel.id)));
  socket.emit('authenticated', { user, channels });
  socket.on('send_message', (request, acknowledge) => sendMessage(socket, request, acknowledge));
});

function sendMessage(socket, request, acknowledge) {
  if (typeof acknowledge !== 'function') return;
  const { channelId, message: text } = request ?? {};
  if (!Number.isInteger(channelId) || typeof text !== 'string' || text.length === 0) {
    acknowledge({ error: 'invalid' });
    return;
  }
  if (text.length > MESSAGE_CHARACTERS) {
    acknowledge({ error: 'too_large' });
    return;
  }
  const room = roomOf(channelId);
  if (!socket.rooms.has(room)) {
    acknowledge({ error: 'not_found' });
    return;
  }
  const { user } = socket.data;
  const createdAt = Date.now();
  const { lastInsertRowid } = insertMessage.run(channelId, user.username, text, createdAt);
  const message = {
    id: Number(lastInsertRowid),
    channelId,
    userId: user.username,
    userDisplayName: user.displayName,
    text,
    type: 'text',
    clientId: request.clientId,
    replyToId: null,
    ticketReference: null,
    file: null,
    editedAt: null,
    deletedAt: null,
    createdAt,
  };
  io.to(room).emit('message_received', { message, channel: { id: channelId } });
  acknowledge({ message });
}

function roomOf(channelId) {
  return `channel_${channelId}`;
}

function openDatabase(path) {
  const opened = new Database(path);
  opened.pragma('journal_mode = WAL');
  opened.pragma('synchronous = FULL');
  opened.exec(`
    CREATE TABLE IF NOT EXISTS users (
      username TEXT PRIMARY KEY, display_name TEXT NOT NULL, role TEXT NOT NULL,
      active BOOLEAN NOT NULL DEFAULT TRUE);
    CREATE TABLE IF NOT EXISTS chat_channels (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, description TEXT,
      type TEXT CHECK(type IN ('public', 'private', 'direct')) DEFAULT 'public',
      created_by TEXT NOT NULL, team_id TEXT, active BOOLEAN DEFAULT TRUE,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS chat_channel_members (
      channel_id INTEGER NOT NULL REFERENCES chat_channels(id),
      user_id TEXT NOT NULL REFERENCES users(username),
      role TEXT CHECK(role IN ('member', 'admin', 'owner')) DEFAULT 'member',
      joined_at INTEGER NOT NULL, last_read_at INTEGER NOT NULL,
      PRIMARY KEY (channel_id, user_id));
    CREATE INDEX IF NOT EXISTS chat_channel_members_user ON chat_channel_members (user_id);
    CREATE TABLE IF NOT EXISTS chat_messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      channel_id INTEGER NOT NULL REFERENCES chat_channels(id),
      user_id TEXT NOT NULL REFERENCES users(username),
      message_text TEXT NOT NULL,
      message_type TEXT CHECK(message_type IN ('text', 'file', 'image', 'ticket_link', 'system')) DEFAULT 'text',
      reply_to_id INTEGER REFERENCES chat_messages(id),
      ticket_reference TEXT, file_attachment TEXT,
      edited_at INTEGER, deleted_at INTEGER, created_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS chat_messages_channel ON chat_messages (channel_id, id);`);
  return opened;
}

function populate(target, { users, channels }) {
  const now = Date.now();
  const addUser = target.prepare(
    "INSERT OR IGNORE INTO users (username, display_name, role) VALUES (?, ?, 'user')",
  );
  const addChannel = target.prepare(
    'INSERT OR IGNORE INTO chat_channels (id, name, created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
  );
  const addMember = target.prepare(
    'INSERT OR IGNORE INTO chat_channel_members (channel_id, user_id, joined_at, last_read_at) VALUES (?, ?, ?, ?)',
  );
  target.transaction(() => {
    for (const user of users) addUser.run(user, user);
    for (const { id, name, members } of channels) {
      addChannel.run(id, name, users[members[0]], now, now);
      for (const member of members) addMember.run(id, users[member], now, now);
    }
  })();
}

http.listen(Number(options.port), '127.0.0.1', () => {
  console.error(`listening on http://127.0.0.1:${http.address().port}`);
});
process.on('SIGTERM', () => process.exit(0));
