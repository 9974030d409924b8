// A bot as its author would run it: the built package in plain Node. It says what it is told on its
// standard input, and tells what happens to it, a line of JSON each.

import { createInterface } from 'node:readline';

import { WebSocket } from 'ws';

import { ChatBot } from '../../../packages/chat-client/dist/index.js';

const [, , server, username, password] = process.argv;
const tell = (what, value) => void process.stdout.write(`${JSON.stringify([what, value])}\n`);

const bot = await ChatBot.connect({ server, username, password, webSocket: WebSocket });
const general = bot.channelNamed('general');
let phase = bot.store.state.phase.name;
tell('phase', phase);
bot.store.subscribe(() => {
  if (bot.store.state.phase.name === phase) return;
  phase = bot.store.state.phase.name;
  tell('phase', phase);
});
bot.onMessage((message, channel) => tell('heard', `${channel.name}: ${message.text}`));

async function say(text) {
  try {
    tell('said', (await bot.say(general.id, text)).text);
  } catch (error) {
    tell('refused', `${error.code}: ${text}`);
  }
}

for await (const text of createInterface({ input: process.stdin })) void say(text);
// Nothing may hold the process then.
bot.stop();
