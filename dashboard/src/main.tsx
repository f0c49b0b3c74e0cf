import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { joinOpenTabs } from './api/session.ts';
import { takeSignInFromAddress } from './api/sign-in-link.ts';
import { Root } from './app/root.tsx';
import { applyTheme } from './app/theme.ts';
import './ui/styles/tokens.css';
import './ui/styles/base.css';

applyTheme();
await joinOpenTabs();
await takeSignInFromAddress();
// A link that is opened where the page is open already; listened to before the router, which would read the code as a view.
addEventListener('popstate', takeSignInFromAddress);

createRoot(document.getElementById('page') as HTMLElement).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
