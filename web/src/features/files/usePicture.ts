// The address of a picture: of its thumbnail, or of the picture itself, with the thumbnail until that is there.

import type { FileInfo } from '../../core/protocol/generated';
import type { FilePart } from '../../core/session/files';
import { useAddress, type Address } from './useAddress';

export interface PictureAddress extends Address {
  /** True when it is the picture itself. */
  whole: boolean;
}

export function usePicture({ id, hasThumbnail }: FileInfo, part: FilePart): PictureAddress {
  const thumbnail = useAddress(id, { part: 'thumbnail', wanted: hasThumbnail });
  // One without its thumbnail, or whose thumbnail is lost, is shown all the same.
  const whole = useAddress(id, { wanted: part === 'whole' || !hasThumbnail || thumbnail.error !== null });
  if (whole.url !== '' || whole.error !== null) return { ...whole, whole: true };
  return { url: thumbnail.url, error: null, whole: false };
}
