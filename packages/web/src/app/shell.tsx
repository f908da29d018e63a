import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { tokenState } from '../hub-api/token.ts';
import { LoginPage } from '../login/login-page.tsx';
import { TimeRangePicker } from '../time/time-range-picker.tsx';
import { GoToTrace } from './go-to-trace.tsx';
import styles from './shell.module.css';

const PAGES = [
  { to: '/', label: 'Find' },
  { to: '/services', label: 'Services' },
  { to: '/logs', label: 'Logs' },
  { to: '/metric-explorer', label: 'Metrics' },
  { to: '/status', label: 'Status' },
] as const;

/** Pages that are not about a range of time. */
const TIMELESS = /^\/(?:trace\/|compare)/;

/** What surrounds every page. */
export function Shell() {
  const isRefused = useSyncExternalStore(tokenState.subscribe, tokenState.isRefused);
  const { pathname } = useLocation();
  return (
    <>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="bar">
        <Link to="/" className="brand" search={keepRange}>
          Throughline
        </Link>
        <nav aria-label="Pages" className={styles.pages}>
          {PAGES.map(({ to, label }) => (
            <Link key={to} to={to} search={keepRange} activeOptions={{ exact: true, includeSearch: false }}>
              {label}
            </Link>
          ))}
        </nav>
        <div className={styles.tools}>
          <GoToTrace />
          {!TIMELESS.test(pathname) && <TimeRangePicker />}
        </div>
      </header>
      {isRefused ? <LoginPage /> : <Outlet />}
    </>
  );
}

/** From page to page one stays in the same range of time. */
function keepRange({ start, end }: { readonly start?: string; readonly end?: string }) {
  return { start, end };
}
