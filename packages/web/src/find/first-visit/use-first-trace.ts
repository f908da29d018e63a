import type { TraceSummary } from '@throughline/hub';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useNewestTrace } from '../queries.ts';

/** The newest trace of all times, asked for only where nothing was found. */
export interface FirstTrace {
  /** Nothing was ever sent, as far as is known. */
  readonly isAwaited: boolean;
  readonly newest: TraceSummary | undefined;
}

/** Waits for the first trace of a hub that has none, and opens it. */
export function useFirstTrace(isNothingFound: boolean): FirstTrace {
  const navigate = useNavigate();
  const { data } = useNewestTrace(isNothingFound);
  const isAwaited = isNothingFound && data === null;
  const wasAwaited = useRef(false);
  const traceId = data?.traceId;
  useEffect(() => {
    if (isAwaited) wasAwaited.current = true;
    else if (wasAwaited.current && traceId !== undefined) void navigate({ to: '/trace/$traceId', params: { traceId } });
  }, [isAwaited, traceId, navigate]);
  return { isAwaited, newest: data ?? undefined };
}
