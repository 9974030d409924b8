// Another company's website: its own origin, its own pages, its own rude styles.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Styles as found in the wild, and worse: all of them important, all of them for everything. */
const RUDE = `
  body * { all: unset !important; font: 700 italic 33px/3 serif !important; color: lime !important;
    background: red !important; letter-spacing: 9px !important; text-transform: uppercase !important;
    text-align: right !important; direction: rtl !important; visibility: hidden !important;
    display: none !important; position: static !important; width: 3px !important; height: 3px !important; }
  orvale-chat-widget { opacity: 0 !important; transform: scale(0.1) !important; filter: blur(9px) !important; }
  button, textarea, svg, ul, section { display: none !important; }
  .card, .launcher, .row, .bubble, .widget, .panel { display: none !important; }
  html { font-size: 3px; }
`;

export class Site {
  private constructor(private readonly server: Server) {}

  /** Serves `/`, `/two`, `/chat` and `/strict`, each with the widget of the chat server at `widgetFrom()`. */
  static async open(widgetFrom: () => string, attributes: string): Promise<Site> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      // As strict as a page can be: no style and no script of its own but those it names.
      const trusted = path === '/strict' ? "; require-trusted-types-for 'script'; trusted-types 'none'" : '';
      response.setHeader('content-security-policy', `script-src 'unsafe-eval' ${widgetFrom()}; style-src 'nonce-rude'; connect-src *${trusted}`);
      response.end(`<!doctype html><html lang="en"><head><title>Page ${path}</title>
        <style nonce="rude">${RUDE}</style>
        <script type="module" src="${widgetFrom()}/widget.js"></script></head>
        <body><h1>Page ${path}</h1><a href="/two">two</a>
        <orvale-chat-widget ${attributes}></orvale-chat-widget></body></html>`);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new Site(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
