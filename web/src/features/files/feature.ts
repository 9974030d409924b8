// What files add to the page.

import { mdiFileMultipleOutline } from '@mdi/js';

import type { FileInfo } from '../../core/protocol/generated';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { Files } from './Files';
import { Tray } from './Tray';
import { Voice } from './voice/Voice';
import { filesWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    files: object;
  }
  interface Dialogs {
    pdf: { file: FileInfo; messageId: number | undefined };
    lightbox: { files: readonly FileInfo[]; index: number; messageId: number | undefined; mine: boolean };
  }
}

export const feature: Feature = {
  dialogs: {
    pdf: { load: async () => (await import('./pdf/PdfDialog')).PdfDialog, large: true },
    lightbox: { load: async () => (await import('./Lightbox')).Lightbox },
  },
  panes: {
    files: {
      title: (words) => filesWords.in(words).files.title,
      load: async () => (await import('./FilesPane')).FilesPane,
      address: NAME_ONLY,
      button: { icon: mdiFileMultipleOutline, label: (words) => filesWords.in(words).files.title, inMenu: true },
    },
  },
  views: { Files, Tray, Voice },
};
