// The resource: who sends. Put together when the first batch is, so that no look at the machine delays the start.
import type { AttributeValue } from '@opentelemetry/api';
import { encodeResource } from '@throughline/wire';
import type { ResourceDetectorName } from '../configuration/configuration.ts';
import { report } from '../diagnostics/reporter.ts';
import { detectors } from './detectors.ts';
import { RUNTIME_VERSION } from '../version.ts';

type ResourceAttributes = Readonly<Record<string, AttributeValue>>;

/** Detected and configured attributes; the configured ones win. */
export class Resource {
  readonly #configured: ResourceAttributes;
  readonly #detectors: readonly ResourceDetectorName[];
  #attributes: ResourceAttributes | undefined;
  #encoded: Uint8Array | undefined;

  constructor(configured: ResourceAttributes, detectorNames: readonly ResourceDetectorName[]) {
    this.#configured = configured;
    this.#detectors = detectorNames;
  }

  /** All attributes, detected at the first call. */
  get attributes(): ResourceAttributes {
    return (this.#attributes ??= this.#detect());
  }

  /** The SDK's spelling of the same. */
  get asyncAttributesPending(): boolean {
    return false;
  }

  /** `ResourceSpans.resource`, encoded at the first call. */
  encoded(): Uint8Array {
    return (this.#encoded ??= encodeResource(Object.entries(this.attributes).flat()));
  }

  /** Pairs, for the SDK's exporters. */
  getRawAttributes(): [string, AttributeValue][] {
    return Object.entries(this.attributes);
  }

  /** The SDK's `merge`: the other's attributes win. */
  merge(other: { attributes: ResourceAttributes } | null): Resource {
    return other === null ? this : new Resource({ ...this.attributes, ...other.attributes }, []);
  }

  #detect(): ResourceAttributes {
    const detected: Record<string, AttributeValue> = { ...SDK_ATTRIBUTES };
    for (const name of this.#detectors) Object.assign(detected, runDetector(name));
    return { ...detected, ...this.#configured };
  }
}

const SDK_ATTRIBUTES: ResourceAttributes = {
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'throughline',
  'telemetry.sdk.version': RUNTIME_VERSION,
};

function runDetector(name: ResourceDetectorName): ResourceAttributes {
  try {
    return detectors[name]();
  } catch (error) {
    report('debug', `resource detector ${name} failed: ${String(error)}`);
    return {};
  }
}
