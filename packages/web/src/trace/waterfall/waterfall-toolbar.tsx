import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { formatCount } from '../../design/quantity.ts';
import { serviceColor } from '../../design/service-color.ts';
import { hasSkew } from '../model/clock-skew.ts';
import { collapseService, parseCollapse } from '../model/collapse.ts';
import type { TraceView } from '../use-trace-view.ts';
import type { Finding } from './use-finding.ts';
import styles from './waterfall-toolbar.module.css';

const TYPING_MS = 250;

interface WaterfallToolbarProps {
  readonly view: TraceView;
  readonly finding: Finding;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onHelp: () => void;
}

/** Search, folding, services. */
export function WaterfallToolbar({ view, finding, searchRef, onHelp }: WaterfallToolbarProps) {
  const { outline, visible } = view;
  return (
    <div className={styles.toolbar}>
      <SearchField view={view} finding={finding} searchRef={searchRef} />
      <FoldChoice view={view} />
      {hasSkew(outline) && <ClockToggle view={view} />}
      <span className={`dim ${styles.shown}`}>
        {visible.length === outline.count
          ? ''
          : `${formatCount(visible.length)} of ${formatCount(outline.count)} spans shown`}
      </span>
      <ServiceLegend view={view} />
      <button type="button" className={`quiet ${styles.help}`} onClick={onHelp} aria-label="Keys" title="Keys (?)">
        ?
      </button>
    </div>
  );
}

function SearchField({ view: { find, setSearch }, finding, searchRef }: Omit<WaterfallToolbarProps, 'onHelp'>) {
  const [text, setText] = useState(find);
  useEffect(() => setText(find), [find]);
  useEffect(() => {
    if (text === find) return;
    const timer = setTimeout(() => setSearch({ find: text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, find, setSearch]);
  return (
    <div className={styles.search}>
      <input
        ref={searchRef}
        type="search"
        aria-label="Search in this trace"
        placeholder="Search in this trace  ( / )"
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finding.step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') setText('');
        }}
      />
      {find !== '' && (
        <>
          <span className="dim" role="status" title={finding.error}>
            {finding.isSearching ? '…' : formatCount(finding.places.length)} found
          </span>
          <button type="button" className="quiet" aria-label="Previous match" onClick={() => finding.step(-1)}>
            ↑
          </button>
          <button type="button" className="quiet" aria-label="Next match" onClick={() => finding.step(1)}>
            ↓
          </button>
        </>
      )}
    </div>
  );
}

const FOLDS = [
  { text: '', label: 'All spans' },
  { text: 'hops', label: 'Between services' },
  { text: 'depth:1', label: '2 levels' },
  { text: 'depth:2', label: '3 levels' },
  { text: 'depth:4', label: '5 levels' },
  { text: 'depth:9', label: '10 levels' },
];

function FoldChoice({ view: { collapse, setCollapse } }: Pick<WaterfallToolbarProps, 'view'>) {
  const rule =
    typeof collapse.rule === 'object' ? `depth:${collapse.rule.depth}` : collapse.rule === 'none' ? '' : collapse.rule;
  return (
    <select aria-label="Show" value={rule} onChange={(event) => setCollapse(parseCollapse(event.target.value))}>
      {FOLDS.map(({ text, label }) => (
        <option key={label} value={text}>
          {label}
        </option>
      ))}
      {FOLDS.every(({ text }) => text !== rule) && <option value={rule}>{rule}</option>}
    </select>
  );
}

/** Zooming is in times from the start of the trace, which may be another now. */
function ClockToggle({ view: { outline, setSearch } }: Pick<WaterfallToolbarProps, 'view'>) {
  const isCorrected = outline.movedNs !== undefined;
  return (
    <button
      type="button"
      aria-pressed={isCorrected}
      title="Move what begins before its caller, by a clock that differs, into its caller"
      onClick={() => setSearch({ clock: isCorrected ? undefined : 'corrected', zoom: undefined })}
    >
      Correct clock skew
    </button>
  );
}

const MAX_LEGEND = 8;

function ServiceLegend({ view: { outline, collapse, setCollapse } }: Pick<WaterfallToolbarProps, 'view'>) {
  const { services } = outline.summary;
  return (
    <div className={styles.legend}>
      {services.slice(0, MAX_LEGEND).map((service, index) => (
        <button
          key={service}
          type="button"
          className="quiet"
          title={`Fold the calls into ${service}`}
          onClick={() => setCollapse(collapseService(outline, collapse, index))}
        >
          <span className={styles.dot} style={{ background: serviceColor(service) }} />
          <span className={styles.service}>{service === '' ? '(no name)' : service}</span>
        </button>
      ))}
      {services.length > MAX_LEGEND && <span className="dim">and {services.length - MAX_LEGEND} more</span>}
    </div>
  );
}
