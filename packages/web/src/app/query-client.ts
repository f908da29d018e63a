import { QueryClient } from '@tanstack/react-query';
import { isPassing } from '../hub-api/api-error.ts';

/** What was asked is asked again when somebody says so or when a page asks for it, not because a window got the focus. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && isPassing(error),
      retryDelay: 500,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
    },
  },
});
