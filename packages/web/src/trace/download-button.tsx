import { useMutation } from '@tanstack/react-query';
import { downloadTrace } from './download-trace.ts';

/** Saves the trace to a file. */
export function DownloadButton({ traceId }: { readonly traceId: string }) {
  const { mutate, isPending, error } = useMutation({ mutationFn: () => downloadTrace(traceId) });
  return (
    <>
      <button
        type="button"
        className="quiet"
        disabled={isPending}
        title="All its spans as OTLP/JSON, which throughline load reads"
        onClick={() => mutate()}
      >
        {isPending ? 'Downloading …' : 'Download'}
      </button>
      {error !== null && (
        <span role="alert" className="error-text">
          {error.message}
        </span>
      )}
    </>
  );
}
