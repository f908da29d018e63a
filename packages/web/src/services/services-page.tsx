import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ServiceList } from '@throughline/hub';
import { lazy, Suspense } from 'react';
import { ServiceName } from '../design/service-name.tsx';
import { EmptyState, ErrorState, LoadingState } from '../design/states.tsx';
import { Page } from '../design/page.tsx';
import { resolveRange } from '../time/time-range.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { formatSort, parseSort } from './model/sort.ts';
import { useServices } from './queries.ts';
import { RedTable } from './red-table.tsx';
import { ServiceDetail } from './service-detail.tsx';
import styles from './services-page.module.css';

const ServiceMap = lazy(() => import('./service-map.tsx').then((module) => ({ default: module.ServiceMap })));

const route = getRouteApi('/services');

/** Rate, errors and durations of each service and operation, and who calls whom. */
export function ServicesPage() {
  const [range] = useTimeRange();
  const { view } = route.useSearch();
  const { data, error, refetch } = useServices(range);
  return (
    <Page title="Services" actions={<Views isMap={view === 'map'} />}>
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingState label="Loading services" />}
      {data?.services.length === 0 && <NoServices />}
      {data !== undefined && data.services.length > 0 && <Services services={data.services} />}
    </Page>
  );
}

function Views({ isMap }: { readonly isMap: boolean }) {
  const navigate = useNavigate({ from: '/services' });
  const show = (view: string | undefined): void => void navigate({ search: (before) => ({ ...before, view }) });
  return (
    <div role="group" aria-label="View" className={styles.views}>
      <button type="button" aria-pressed={!isMap} onClick={() => show(undefined)}>
        Table
      </button>
      <button type="button" aria-pressed={isMap} onClick={() => show('map')}>
        Map
      </button>
    </div>
  );
}

function NoServices() {
  return (
    <EmptyState title="No service has sent a span in this range.">
      <p>Take a longer range, or see on the status page what the hub receives.</p>
    </EmptyState>
  );
}

function Services({ services }: ServiceList) {
  const [range] = useTimeRange();
  const { service: selected, view, sort: sortText } = route.useSearch();
  const navigate = useNavigate({ from: '/services' });
  const sort = parseSort(sortText, { column: 'calls', descending: true });
  const { startMs, endMs } = resolveRange(range);
  const change = (next: { readonly service?: string; readonly sort?: string }): void =>
    void navigate({ search: (before) => ({ ...before, ...next }) });
  const select = (service: string | undefined): void => change({ service });
  const summary = services.find(({ name }) => name === selected);
  return (
    <>
      {view === 'map' ? (
        <Suspense fallback={<LoadingState label="Loading the map" rows={10} />}>
          <ServiceMap services={services} range={range} onSelect={select} />
        </Suspense>
      ) : (
        <RedTable
          caption="Services"
          rowName="Service"
          rows={services}
          rangeSeconds={(endMs - startMs) / 1000}
          sort={sort}
          onSort={(next) => change({ sort: formatSort(next) })}
          keyOf={({ name }) => name}
          isSelected={({ name }) => name === selected}
          renderName={({ name }) => (
            <button
              type="button"
              className={`quiet ${styles.service}`}
              aria-expanded={name === selected}
              onClick={() => select(name === selected ? undefined : name)}
            >
              <ServiceName name={name} />
            </button>
          )}
        />
      )}
      {summary !== undefined && (
        <ServiceDetail
          key={summary.name}
          service={summary}
          range={range}
          sort={sort}
          onSort={(next) => change({ sort: formatSort(next) })}
          onClose={() => select(undefined)}
        />
      )}
    </>
  );
}
