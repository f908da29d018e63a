/** How many colours tokens.css has for services. */
export const SERVICE_COLORS = 10;

/** The same colour for the same name, on every page and in every browser. */
export function serviceColorIndex(service: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 16_777_619);
  return ((hash ^ (hash >>> 15)) >>> 0) % SERVICE_COLORS;
}

/** Its colour for CSS. */
export function serviceColor(service: string): string {
  return `var(--service-${serviceColorIndex(service)})`;
}
