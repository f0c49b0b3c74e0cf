import { useState } from 'react';
import { useRouteError } from 'react-router';
import { ask } from '../api/stage.ts';
import { Page } from '../ui/page.tsx';
import { Failed } from '../ui/states.tsx';

/** What stands in place of a view that broke, or whose script did not come. */
export function Fault() {
  const broken = useRouteError();
  const [unanswered, setUnanswered] = useState<unknown>();
  /** A script is asked for anew by a new page alone, and that page is there while the stage answers. */
  async function again() {
    try {
      await ask('/');
    } catch (error) {
      setUnanswered(error);
      return;
    }
    location.reload();
  }
  return (
    <div className="fault-page">
      <Page title="Something went wrong">
        <Failed error={unanswered ?? broken} what="This view" onRetry={again} />
      </Page>
    </div>
  );
}
