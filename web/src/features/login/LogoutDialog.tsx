// Ending the login: here, or everywhere.


import { useState } from 'react';

import { Button } from '../../shared/ui/Button';
import { useSession } from '../../shared/hooks/client';
import { useSignedOut } from '../../shared/hooks/signed-out';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { reasonOf } from '../../shared/words/reasons';
import { useWords } from './words';

export function LogoutDialog() {
  const words = useWords();
  const session = useSession();
  const onSignedOut = useSignedOut();

  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function logout(everywhere: boolean): Promise<void> {
    setWorking(true);
    setProblem(null);
    try {
      await session.logout(everywhere);
      onSignedOut();
    } catch (thrown) {
      setProblem(reasonOf(thrown, words));
      setWorking(false);
    }
  }

  return (
    <DialogFrame
      title={words.logoutDialog.title}
      fits
      actions={
        <>
          <Button color="inherit" disabled={working} onClick={() => void logout(true)}>
            {words.logoutDialog.everywhere}
          </Button>
          <Button variant="contained" onClick={() => void logout(false)}>
            {words.logoutDialog.here}
          </Button>
        </>
      }
    >
      <p>{words.logoutDialog.text}</p>
      {problem !== null && (
        <p className={frame.problem} role="alert">
          {words.logoutDialog.failed} {problem}
        </p>
      )}
    </DialogFrame>
  );
}
