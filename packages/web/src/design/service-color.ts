/** How many colours tokens.css has for services. */
export const SERVICE_COLORS = 10;

const KEY = 'throughline.service-colors';
const MAX_REMEMBERED = 500;

/**
 * Gives each service a colour and keeps it: its own by its name or, if another service has that, the one that fewest have. So
 * two services look alike only when there are more of them than colours.
 */
export class ServiceColors {
  readonly #indexes: Map<string, number>;
  readonly #uses = Array.from({ length: SERVICE_COLORS }, () => 0);

  constructor(known: readonly (readonly [string, number])[] = []) {
    this.#indexes = new Map(known);
    for (const index of this.#indexes.values()) this.#uses[index]++;
  }

  get(service: string): number {
    return this.#indexes.get(service) ?? this.#assign(service);
  }

  /** What to remember. */
  entries(): [string, number][] {
    return [...this.#indexes];
  }

  #assign(service: string): number {
    const own = hashOf(service) % SERVICE_COLORS;
    const fewest = Math.min(...this.#uses);
    const index = this.#uses[own] === fewest ? own : this.#uses.indexOf(fewest);
    if (this.#indexes.size < MAX_REMEMBERED) {
      this.#indexes.set(service, index);
      this.#uses[index]++;
      remember(this);
    }
    return index;
  }
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return (hash ^ (hash >>> 15)) >>> 0;
}

let colors: ServiceColors | undefined;

/** The number of its colour, the same on every page of this browser. */
export function serviceColorIndex(service: string): number {
  colors ??= new ServiceColors(recall());
  return colors.get(service);
}

/** Its colour for CSS. */
export function serviceColor(service: string): string {
  return `var(--service-${serviceColorIndex(service)})`;
}

function recall(): [string, number][] {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? '[]') as [string, number][];
    return entries.filter(
      ([name, index]) => typeof name === 'string' && Number.isInteger(index) && index >= 0 && index < SERVICE_COLORS,
    );
  } catch {
    return [];
  }
}

let isDue = false;

/** Once for all services that a page shows at once. */
function remember(assigned: ServiceColors): void {
  if (isDue || assigned !== colors) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    localStorage.setItem(KEY, JSON.stringify(assigned.entries()));
  });
}
