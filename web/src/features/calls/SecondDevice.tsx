// Asks what becomes of the user's other device in a call.

import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { LocalMedia } from './media/local';
import { useCallCenter } from './useCalls';
import { useChat } from '../../shared/hooks/client';
import { useWords } from './call-words';

export function SecondDevice({ channelId, sessionId }: { channelId: number; sessionId: number }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const dispatch = useViewDispatch();
  const callType = useChat((state) => state.channels[channelId]?.call?.callType ?? 'audio');
  const join = async (second: 'move' | 'add'): Promise<void> => {
    dispatch({ type: 'dialog_closed' });
    // At once, so that nobody chooses twice while the microphone opens.
    center.store.set({ second: null });
    const media = new LocalMedia();
    await media.open({ muted: second === 'add', camera: false });
    await center.join({ sessionId, channelId, callType }, media, second);
  };
  return (
    <DialogFrame
      local
      fits
      width={440}
      title={calls.second.title}
      onClose={() => center.store.set({ second: null })}
      actions={
        <>
          <Button variant="outlined" onClick={() => void join('add')}>
            {calls.second.add}
          </Button>
          <Button variant="contained" autoFocus onClick={() => void join('move')}>
            {calls.second.move}
          </Button>
        </>
      }
    >
      <p>{calls.second.text}</p>
    </DialogFrame>
  );
}
