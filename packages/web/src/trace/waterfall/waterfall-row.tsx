import { memo } from 'react';
import type { CSSProperties } from 'react';
import { formatDurationNs } from '../../design/quantity.ts';
import { serviceColor } from '../../design/service-color.ts';
import { isCollapsed } from '../model/collapse.ts';
import type { Collapse } from '../model/collapse.ts';
import { FLAG_CRITICAL, FLAG_ERROR, FLAG_ISSUE, FLAG_LINKS, labelAt } from '../model/outline.ts';
import type { Outline } from '../model/outline.ts';
import type { Zoom } from '../model/zoom.ts';
import styles from './waterfall.module.css';

const INDENT_PX = 11;
/** Indents take at most this part of the row, so that names stay readable however deep; from then on a number says how deep. */
const MAX_INDENT = '13%';
const NUMBERED_DEPTH = 10;
const KIND_NAMES = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

interface WaterfallRowProps {
  readonly outline: Outline;
  readonly place: number;
  readonly top: number;
  readonly zoom: Zoom;
  readonly collapse: Collapse;
  readonly isSelected: boolean;
  /** `undefined` while nothing is searched for. */
  readonly isMatch: boolean | undefined;
  readonly onSelect: (place: number) => void;
  readonly onToggle: (place: number) => void;
}

/** A span: what it is, and when it ran. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { outline, place, top, collapse, isSelected, isMatch, onSelect, onToggle } = props;
  const { name, service } = labelAt(outline, place);
  const depth = outline.depth[place];
  const children = outline.descendantCount[place];
  const isFolded = isCollapsed(outline, collapse, place);
  const flags = outline.flags[place];
  const className = [styles.row, isSelected ? styles.selected : '', isMatch === false ? styles.other : ''].join(' ');
  return (
    <div
      id={`span-${place}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={children === 0 ? undefined : !isFolded}
      className={className}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(place)}
    >
      <div className={styles.label} style={{ paddingLeft: `calc(6px + min(${depth * INDENT_PX}px, ${MAX_INDENT}))` }}>
        <span
          className={children === 0 ? styles.leaf : styles.fold}
          onClick={(event) => {
            if (children === 0) return;
            event.stopPropagation();
            onToggle(place);
          }}
        >
          {children === 0 ? '' : isFolded ? '▸' : '▾'}
        </span>
        <span className={styles.dot} style={{ background: serviceColor(service) }} />
        {depth > NUMBERED_DEPTH && <span className={styles.depth}>{depth}</span>}
        <span className={styles.name} title={`${service} ${name} ${KIND_NAMES[outline.kind[place]]}`}>
          {(flags & FLAG_ERROR) !== 0 && <span className="error-text">✖ </span>}
          {(flags & FLAG_ISSUE) !== 0 && <span className={styles.issue}>⚠ </span>}
          {(flags & FLAG_LINKS) !== 0 && '↗ '}
          {name === '' ? '(no name)' : name} <span className={styles.service}>{service}</span>
        </span>
        {isFolded && <span className={styles.folded}>+{children}</span>}
      </div>
      <Bar {...props} service={service} />
    </div>
  );
});

function Bar({ outline, place, zoom: { fromNs, toNs }, service }: WaterfallRowProps & { readonly service: string }) {
  const offset = outline.offsetNs[place];
  const duration = outline.durationNs[place];
  const moved = outline.movedNs?.[place] ?? 0;
  const percent = (ns: number): number => ((ns - fromNs) / (toNs - fromNs)) * 100;
  const left = Math.max(0, percent(offset));
  const right = Math.min(100, percent(offset + duration));
  const isOutside = percent(offset) > 100 || percent(offset + duration) < 0;
  const flags = outline.flags[place];
  if (isOutside) return <div className={styles.time} />;
  return (
    <div className={styles.time}>
      <div
        className={`${styles.bar} ${(flags & FLAG_ERROR) === 0 ? '' : styles.failed} ${moved === 0 ? '' : styles.moved}`}
        style={{ left: `${left}%`, width: `${Math.max(0, right - left)}%`, background: serviceColor(service) }}
      />
      {(flags & FLAG_CRITICAL) !== 0 && (
        <div className={styles.critical} style={{ left: `${left}%`, width: `${Math.max(0, right - left)}%` }} />
      )}
      {outline.events.get(place)?.map((ns, index) => (
        <div key={index} className={styles.event} style={{ left: `${percent(ns)}%` }} />
      ))}
      <span className={styles.duration} style={placeLabel(left, right, moved === 0 ? 85 : 55)}>
        {formatDurationNs(duration)}
        {moved !== 0 && <span className={styles.issue}> moved by {formatDurationNs(moved)}</span>}
      </span>
    </div>
  );
}

/** Behind the bar if there is room, else before it, else on its end. */
function placeLabel(left: number, right: number, lastRight: number): CSSProperties {
  if (right < lastRight) return { left: `max(${right}%, calc(${left}% + 3px))` };
  return { right: `${100 - (left > 25 ? left : right)}%` };
}
