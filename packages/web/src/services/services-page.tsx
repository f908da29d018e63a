import { EmptyState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

export function ServicesPage() {
  return (
    <Page title="Services">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
