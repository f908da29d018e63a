import { EmptyState } from '../../design/states.tsx';
import { Page } from '../../design/page.tsx';

export function ComparePage() {
  return (
    <Page title="Compare">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
