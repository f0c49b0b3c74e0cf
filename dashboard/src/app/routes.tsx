import { lazy, Suspense } from 'react';
import type { RouteObject } from 'react-router';
import { Skeleton } from '../ui/states.tsx';
import { Fault } from './fault.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

type View = () => React.JSX.Element;

/**
 * A view whose script comes when it is opened first. By React's `lazy`: the router's own swallows a script that
 * does not come, and shows nothing.
 */
function view(path: string, load: () => Promise<View>): RouteObject {
  const Loading = lazy(async () => ({ default: await load().catch(scriptDidNotCome) }));
  const element = (
    <Suspense fallback={<Skeleton lines={6} />}>
      <Loading />
    </Suspense>
  );
  return { path, errorElement: <Fault />, element };
}

function scriptDidNotCome(cause: unknown): never {
  throw new Error('The stage does not answer, or was renewed since this page was opened.', { cause });
}

/** Every view and its address behind `#`. */
export const routes: RouteObject[] = [
  {
    path: '/',
    element: <Shell />,
    errorElement: <Fault />,
    children: [
      view('', async () => (await import('../views/overview/overview.tsx')).Overview),
      view('campaigns', async () => (await import('../views/campaigns/list.tsx')).Campaigns),
      view('campaigns/:campaignId', async () => (await import('../views/campaigns/campaign.tsx')).Campaign),
      view('journeys', async () => (await import('../views/journeys/journey-list.tsx')).JourneyList),
      view('journeys/:id', async () => (await import('../views/journeys/journey.tsx')).JourneyView),
      view('queries', async () => (await import('../views/queries/queries.tsx')).Queries),
      view('queries/:name', async () => (await import('../views/queries/queries.tsx')).Queries),
      view('segments', async () => (await import('../views/segments/segments.tsx')).Segments),
      view('segments/new', async () => (await import('../views/segments/new-segment.tsx')).NewSegment),
      view(
        'segments/import',
        async () => (await import('../views/jobs/import-customers.tsx')).ImportCustomers,
      ),
      view('segments/jobs', async () => (await import('../views/jobs/job-list.tsx')).JobList),
      view('segments/jobs/:jobId', async () => (await import('../views/jobs/job.tsx')).JobView),
      view('segments/:segmentId', async () => (await import('../views/segments/segment.tsx')).Segment),
      view('rfm', async () => (await import('../views/rfm/rfm.tsx')).Rfm),
      view('rfm/:uploadId', async () => (await import('../views/rfm/upload.tsx')).UploadView),
      view('mailbox', async () => (await import('../views/mailbox/mailbox.tsx')).Mailbox),
      view('mailbox/:messageId', async () => (await import('../views/mailbox/mailbox.tsx')).Mailbox),
      view('customers', async () => (await import('../views/customers/customer-list.tsx')).CustomerList),
      view('customers/:id', async () => (await import('../views/customers/customer.tsx')).CustomerView),
      { path: '*', element: <NotFound /> },
    ],
  },
];
