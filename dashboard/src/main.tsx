import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeSignInFromAddress } from './api/session.ts';
import { worthTrying } from './api/stage.ts';
import { Root } from './app/root.tsx';
import { applyTheme } from './app/theme.ts';
import './ui/styles/tokens.css';
import './ui/styles/base.css';

applyTheme();
await takeSignInFromAddress();
// a link that is opened where the page is open already
addEventListener('hashchange', takeSignInFromAddress);

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (count, error) => count < 2 && worthTrying(error) },
  },
});

createRoot(document.getElementById('page') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Root />
    </QueryClientProvider>
  </StrictMode>,
);
