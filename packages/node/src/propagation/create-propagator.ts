import type { TextMapPropagator } from '@opentelemetry/api';
import type { Configuration } from '../configuration/configuration.ts';
import { StandardPropagator } from './text-map-propagator.ts';

/** The configured propagator, and whether it is exactly W3C trace context and baggage, which has a shorter way. */
export function createPropagator(configuration: Configuration): { propagator: TextMapPropagator; isW3c: boolean } {
  const { textMapPropagator, propagators } = configuration;
  if (textMapPropagator !== undefined) return { propagator: textMapPropagator, isW3c: false };
  const isW3c = propagators.length === 2 && propagators.includes('tracecontext') && propagators.includes('baggage');
  return { propagator: new StandardPropagator(propagators), isW3c };
}
