import { Link } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

/** While the code of a page is on its way. */
export function PageLoading() {
  return (
    <Page title="Loading" hideTitle>
      <LoadingState label="Loading the page" />
    </Page>
  );
}

/** A page that threw. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="Something is wrong with this page">
      <ErrorState error={error} onRetry={reset} />
    </Page>
  );
}

/** An address that is none. */
export function NotFound() {
  return (
    <Page title="There is nothing here">
      <p>
        The address leads nowhere. <Link to="/">Find traces</Link>
      </p>
    </Page>
  );
}
