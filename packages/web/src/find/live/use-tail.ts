import type { Span, TailDropped } from '@throughline/hub';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../../hub-api/api-error.ts';
import { readEvents } from '../../hub-api/event-stream.ts';
import { fetchAnswer } from '../../hub-api/fetch-json.ts';
import { addToTail, EMPTY_TAIL, resumeTail } from '../model/tail-buffer.ts';
import type { TailBuffer } from '../model/tail-buffer.ts';

const FLUSH_MS = 150;
const RETRY_MS = 2000;

/** Spans as they come. */
export interface Tail {
  readonly buffer: TailBuffer;
  readonly state: 'connecting' | 'open' | 'gone';
  readonly error: ApiError | undefined;
  readonly resume: () => void;
}

/** Listens while it is mounted, and comes back when the hub does. */
export function useTail(q: string, isPaused: boolean): Tail {
  const [buffer, setBuffer] = useState(EMPTY_TAIL);
  const [state, setState] = useState<Tail['state']>('connecting');
  const [error, setError] = useState<ApiError>();
  const paused = useRef(isPaused);
  paused.current = isPaused;
  useEffect(() => {
    const abort = new AbortController();
    const arrived: Span[] = [];
    setBuffer(EMPTY_TAIL);
    setError(undefined);
    const flush = setInterval(() => {
      if (arrived.length === 0) return;
      const spans = arrived.splice(0);
      setBuffer((before) => addToTail(before, spans, paused.current));
    }, FLUSH_MS);
    const onDropped = (count: number): void => setBuffer((before) => ({ ...before, omitted: before.omitted + count }));
    void listen({ q, signal: abort.signal, arrived, onState: setState, onError: setError, onDropped });
    return () => {
      abort.abort();
      clearInterval(flush);
    };
  }, [q]);
  return { buffer, state, error, resume: () => setBuffer(resumeTail) };
}

interface Listening {
  readonly q: string;
  readonly signal: AbortSignal;
  readonly arrived: Span[];
  readonly onState: (state: Tail['state']) => void;
  readonly onError: (error: ApiError) => void;
  readonly onDropped: (count: number) => void;
}

async function listen(listening: Listening): Promise<void> {
  const { signal, onState, onError } = listening;
  while (!signal.aborted) {
    try {
      await readTail(listening);
    } catch (error) {
      // A query that cannot be followed stays one.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) {
        onState('gone');
        return onError(error);
      }
    }
    if (signal.aborted) return;
    onState('gone');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function readTail({ q, signal, arrived, onState, onDropped }: Listening): Promise<void> {
  onState('connecting');
  const response = await fetchAnswer('/tail', { q }, signal);
  for await (const { event, data } of readEvents(response.body!)) {
    if (event === 'ready') onState('open');
    if (event === 'span') arrived.push(JSON.parse(data) as Span);
    if (event === 'dropped') onDropped((JSON.parse(data) as TailDropped).spans);
    if (event === 'end') return;
  }
}
