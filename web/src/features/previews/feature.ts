// What previews of links add to the page: a card below a message for each page that it links to.

import type { Feature } from '../../shared/registry/registry';
import { PreviewPart } from './PreviewPart';

export const feature: Feature = {
  messageParts: [{ name: 'previews', ofText: true, Part: PreviewPart }],
};
