import type { AttributeKeyList, AttributeValueList } from '@throughline/hub';
import { queryClient } from '../app/query-client.ts';
import { fetchJson } from '../hub-api/fetch-json.ts';
import type { CompletionData } from './query-completion.ts';

const KEEP_MS = 60_000;

/** Names and values of fields, from the hub. They change slowly. */
export const completionData: CompletionData = {
  fetchKeys: async () => {
    const { keys } = await queryClient.fetchQuery({
      queryKey: ['attributes'],
      queryFn: ({ signal }) => fetchJson<AttributeKeyList>('/attributes', { limit: 500 }, signal),
      staleTime: KEEP_MS,
    });
    return keys;
  },
  fetchValues: async (key, prefix) => {
    const { values } = await queryClient.fetchQuery({
      queryKey: ['attribute values', key, prefix],
      queryFn: ({ signal }) =>
        fetchJson<AttributeValueList>(`/attributes/${encodeURIComponent(key)}/values`, { prefix, limit: 50 }, signal),
      staleTime: KEEP_MS,
    });
    return values;
  },
};
