import { EmptyState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

export function LogsPage() {
  return (
    <Page title="Logs">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
