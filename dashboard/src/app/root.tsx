import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createHashRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { useKey } from '../api/session.ts';
import { routes } from './routes.tsx';
import { SignIn } from './sign-in.tsx';

/** The sign-in, or the page. What one reader saw is forgotten before another signs in. */
export function Root() {
  const key = useKey();
  const queries = useQueryClient();
  const [router] = useState(() => createHashRouter(routes)); // reads the address, once the sign-in is out of it
  useEffect(() => {
    if (key === null) queries.clear();
  }, [key, queries]);
  return key === null ? <SignIn /> : <RouterProvider router={router} />;
}
