import { EmptyState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

export function TracePage() {
  return (
    <Page title="Trace">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
