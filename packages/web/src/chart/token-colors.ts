import { useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Whether the system wants dark colours; changes with it. */
export function useDarkScheme(): boolean {
  return useSyncExternalStore(
    (notify) => {
      dark.addEventListener('change', notify);
      return () => dark.removeEventListener('change', notify);
    },
    () => dark.matches,
  );
}

/** A colour of CSS, also `var(--accent)`, as a canvas takes it. */
export function resolveColor(color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
