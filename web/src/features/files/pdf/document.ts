// Reading PDFs with pdf.js, in a worker of its own. It runs none of a document's scripts, and the page's policy
// would not let it.

import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type PDFPageProxy, type RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs';
// Vite gives the address.
// oxlint-disable-next-line import/default
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export type { PDFDocumentProxy as PdfDocument, PDFPageProxy as PdfPage };

GlobalWorkerOptions.workerSrc = workerUrl;

/** A larger canvas stays empty in some browsers. */
const MOST_PIXELS = 16_000_000;

export interface Opening {
  document: Promise<PDFDocumentProxy>;
  close(): void;
}

/** Opens what is at an address; of a large document the first pages come first. */
export function openPdf(url: string): Opening {
  const task = getDocument({ url, enableXfa: false, useWasm: false, stopAtErrors: false });
  return { document: task.promise, close: () => void task.destroy() };
}

export function isProtected(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'PasswordException';
}

/** Paints a page, so many CSS pixels wide. */
export function paint(page: PDFPageProxy, canvas: HTMLCanvasElement, width: number): RenderTask {
  const { width: natural, height } = page.getViewport({ scale: 1 });
  const wanted = (width / natural) * Math.min(3, window.devicePixelRatio || 1);
  const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (natural * height)));
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  return page.render({ canvas, viewport });
}

/** The words of a page, in their order. */
export async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
