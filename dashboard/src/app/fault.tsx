import { useRouteError } from 'react-router';
import { Failed } from '../ui/states.tsx';

/** What stands in place of a view that broke. */
export function Fault() {
  const error = useRouteError();
  return (
    <main className="fault-page">
      <Failed error={error} what="This view" onRetry={() => location.reload()} />
    </main>
  );
}
