/** Name and version of the code that spans and log records come from. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

/** A scope of what an application gives, which JavaScript may have computed: `null`, a number. An API that throws would end it. */
export function toScope(name: unknown, version: unknown, schemaUrl: unknown): InstrumentationScope {
  return { name: toText(name) ?? '', version: toText(version), schemaUrl: toText(schemaUrl) };
}

function toText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
