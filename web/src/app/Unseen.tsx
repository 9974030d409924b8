// What the page does for its user without showing anything at first, as a rule. Fetched once the page is there.

import { CallsHost } from '../features/calls/CallsHost';
import { useAddedNotice } from '../features/channels/useAddedNotice';
import { useUnnotified } from '../features/composer/useUnnotified';
import { ResumedEdits } from '../features/messages/ResumedEdits';
import { useNewPage } from '../features/notice/useNewPage';
import { useTabBadge } from '../features/notice/useTabBadge';
import { Ringing } from '../features/notifications/Ringing';
import { UnsentElsewhere } from '../features/unsent/UnsentElsewhere';
import { useKeptFiles } from '../features/files/useKeptFiles';
import { useActivity } from '../features/presence/useActivity';

export function Unseen() {
  useAddedNotice();
  useActivity();
  useTabBadge();
  useNewPage();
  useKeptFiles();
  useUnnotified();
  return (
    <>
      <Ringing />
      <CallsHost />
      <ResumedEdits />
      <UnsentElsewhere />
    </>
  );
}
