import { EmptyState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

export function MetricsPage() {
  return (
    <Page title="Metrics">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
