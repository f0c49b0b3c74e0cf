import { Page } from '../ui/page.tsx';
import { StageLink } from './stage-link.tsx';

export function NotFound() {
  return (
    <Page title="Nothing at this address">
      <p>
        The link may be old. <StageLink to="/">Go to the overview</StageLink>
      </p>
    </Page>
  );
}
