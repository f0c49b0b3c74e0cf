import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { createHashRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { useKey } from '../api/session.ts';
import { worthTrying } from '../api/stage.ts';
import { routes } from './routes.tsx';
import { SignIn } from './sign-in.tsx';

/** The sign-in, or the page. */
export function Root() {
  const key = useKey();
  const [router] = useState(() => createHashRouter(routes)); // reads the address, once the sign-in is out of it
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one reader saw is not shown to another
  const queries = useMemo(newQueries, [key]);
  if (key === null) return <SignIn />;
  return (
    <QueryClientProvider client={queries} key={key}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

function newQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (count, error) => count < 2 && worthTrying(error) },
    },
  });
}
