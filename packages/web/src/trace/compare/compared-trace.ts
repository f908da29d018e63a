// The trace that was last chosen for a comparison, for as long as the tab lives.
const KEY = 'throughline.compared';

export function rememberedTrace(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function rememberCompared(traceId: string): void {
  sessionStorage.setItem(KEY, traceId);
}
