import type { AttributeValue } from '@opentelemetry/api';
import { findServiceName } from './service-name.ts';
import type { Settings, Source } from '../settings.ts';

const SERVICE_NAME = 'service.name';

export interface ResourceParts {
  readonly serviceName: string;
  readonly resourceAttributes: Readonly<Record<string, AttributeValue>>;
}

export function buildResource(settings: Settings): ResourceParts {
  const attributes = settings.merge('resourceAttributes');
  const project = settings.find('googleCloudProject');
  const serviceName = nameOf(settings) ?? findServiceName(process.argv[1], process.cwd());
  return {
    serviceName,
    resourceAttributes: Object.freeze({
      ...(project !== undefined && { 'gcp.project_id': project }),
      ...attributes,
      [SERVICE_NAME]: serviceName,
    }),
  };
}

/** Source by source: the name itself before the one among the attributes. */
function nameOf(settings: Settings): string | undefined {
  for (const source of settings.sources) {
    const name = nameOfSource(source);
    if (name !== undefined) return name;
  }
  return undefined;
}

function nameOfSource({ values }: Source): string | undefined {
  const name = values.get('serviceName');
  if (typeof name === 'string') return name;
  const attributes = values.get('resourceAttributes') as Record<string, AttributeValue> | undefined;
  const named = attributes?.[SERVICE_NAME];
  return named === undefined || named === '' ? undefined : String(named);
}
