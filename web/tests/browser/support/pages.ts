// Pages on this machine that messages can link to.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Pages {
  /** The paths that were asked for, in order. */
  readonly asked: string[] = [];

  private constructor(private readonly server: Server) {}

  /** Serves each path's HTML; any other is not found. */
  static async open(pages: Readonly<Record<string, string>>): Promise<Pages> {
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      opened.asked.push(path);
      const html = pages[path];
      response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(html ?? '<title>Not here</title>');
    });
    const opened = new Pages(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return opened;
  }

  address(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
