// Fills the database of emoji, away from the page: reading two thousand of them and storing each with its words would
// keep it from doing anything else for a moment.

import EmojiDatabase from 'emoji-picker-element/database';

/** What to read, and in which language. */
export interface EmojiSource {
  dataSource: string;
  locale: string;
}

addEventListener('message', ({ data }: MessageEvent<EmojiSource>) => {
  const fill = async (): Promise<void> => {
    const database = new EmojiDatabase(data);
    await database.ready();
    await database.close();
  };
  fill().then(
    () => postMessage(true),
    () => postMessage(false),
  );
});
