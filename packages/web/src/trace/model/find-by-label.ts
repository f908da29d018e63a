import type { Outline } from './outline.ts';

/** The places of spans whose name or service has the text, whatever its case. */
export function findByLabel({ count, name, service, summary }: Outline, text: string): number[] {
  const wanted = text.toLowerCase();
  const has = (label: string): boolean => label.toLowerCase().includes(wanted);
  const names = summary.names.map(has);
  const services = summary.services.map(has);
  const places: number[] = [];
  for (let place = 0; place < count; place++) if (names[name[place]] || services[service[place]]) places.push(place);
  return places;
}
