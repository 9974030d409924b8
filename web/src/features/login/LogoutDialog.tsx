// Ending the login: here, or everywhere.

import Button from '@mui/material/Button';

import { useSession } from '../client/client';
import { DialogFrame } from '../common/DialogFrame';
import { useWords } from '../words/words';

export function LogoutDialog({ onSignedOut }: { onSignedOut(): void }) {
  const words = useWords();
  const session = useSession();

  async function logout(everywhere: boolean): Promise<void> {
    try {
      await session.logout(everywhere);
    } catch {
      // The server could not be told; this device has forgotten the login all the same.
    } finally {
      onSignedOut();
    }
  }

  return (
    <DialogFrame
      title={words.logoutDialog.title}
      fits
      actions={
        <>
          <Button color="inherit" onClick={() => void logout(true)}>
            {words.logoutDialog.everywhere}
          </Button>
          <Button variant="contained" onClick={() => void logout(false)}>
            {words.logoutDialog.here}
          </Button>
        </>
      }
    >
      <p>{words.logoutDialog.text}</p>
    </DialogFrame>
  );
}
