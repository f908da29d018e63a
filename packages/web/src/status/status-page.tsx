import { EmptyState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

export function StatusPage() {
  return (
    <Page title="Status">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
