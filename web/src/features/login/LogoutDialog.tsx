// Ending the login: here, or everywhere.


import { Button } from '../../shared/ui/Button';
import { useSession } from '../../shared/hooks/client';
import { useSignedOut } from '../../shared/hooks/signed-out';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useWords } from './words';

export function LogoutDialog() {
  const words = useWords();
  const session = useSession();
  const onSignedOut = useSignedOut();

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
