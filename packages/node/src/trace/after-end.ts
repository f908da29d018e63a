import { report } from '../diagnostics/reporter.ts';

/** Says, once a minute for each kind, that something came too late to be part of its span. */
export function reportAfterEnd(spanName: string, what: string): void {
  report('warn', `${what} after the end of span "${spanName}": it is lost; set it before end()`, `after-end:${what}`);
}

/** Says the same of an `end()` that came second. */
export function reportSecondEnd(spanName: string): void {
  report('warn', `cannot end span "${spanName}" twice: the first end() counts, this one is ignored`, 'second-end');
}
