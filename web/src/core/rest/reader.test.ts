import { afterEach, expect, it, vi } from 'vitest';

import { RestReader } from './reader';

afterEach(() => vi.restoreAllMocks());

it('gives a request up that the server never answers', async () => {
  const late = new AbortController();
  const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
  const reader = new RestReader({
    server: 'https://chat.test',
    token: async () => 'good',
    fetch: (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      }),
  });
  const asked = reader.request('/api/chat/channels');
  await vi.waitFor(() => expect(limit).toHaveBeenCalledOnce());
  late.abort(new DOMException('late', 'TimeoutError'));
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
});
