// Files that are dropped on the page or pasted: the conversation where that happens takes them, and the browser
// must not open them. Fetched once the page is there.

import type { ConversationKey } from '../../core/store/conversation';
import { drawFiles, giveFiles } from '../../shared/hooks/given-files';
import { conversationAt } from '../../shared/hooks/view/conversation';

/** `main` gives the conversation that takes what belongs to no other. The result ends it. */
export function watchDrops(main: () => ConversationKey | null): () => void {
  // A dialog over the page takes none for what is below it.
  const at = ({ target }: Event): string | null => (document.querySelector('[role="dialog"]') === null ? (conversationAt(target) ?? main()) : null);
  const onDrag = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    if (event.type !== 'drop') dataTransfer.dropEffect = drawFiles(at(event)) ? 'copy' : 'none';
    else {
      drawFiles(null);
      const conversation = at(event);
      giveFiles(conversation, droppedIn(dataTransfer));
      // One goes on in the box: with a text, or with Enter.
      document.querySelector<HTMLElement>(`[data-composer][data-conversation="${conversation}"] textarea`)?.focus();
    }
  };
  // Without anything beside it the pointer has left the window.
  const onLeave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) drawFiles(null);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const { clipboardData } = event;
    // Text from an office program comes with a picture of itself.
    if (clipboardData?.types.includes('Files') === true && !clipboardData.types.includes('text/plain')) giveFiles(at(event), clipboardData.files);
  };
  const abort = new AbortController();
  const { signal } = abort;
  window.addEventListener('dragover', onDrag, { signal });
  window.addEventListener('drop', onDrag, { signal });
  window.addEventListener('dragleave', onLeave, { signal });
  window.addEventListener('paste', onPaste, { signal });
  return () => abort.abort();
}

/** A browser hands over a folder as a file that cannot be read. In its place comes an empty file, whose refusal says why. */
function droppedIn({ items, files }: DataTransfer): File[] {
  const folders = new Set([...(items ?? [])].flatMap((item) => (item.kind === 'file' && item.webkitGetAsEntry?.()?.isDirectory === true ? item.getAsFile()?.name : undefined) ?? []));
  return [...files].map((file) => (folders.has(file.name) ? new File([], file.name) : file));
}
