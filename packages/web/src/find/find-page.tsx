import { EmptyState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';

export function FindPage() {
  return (
    <Page title="Find traces">
      <EmptyState title="This page is being built." />
    </Page>
  );
}
