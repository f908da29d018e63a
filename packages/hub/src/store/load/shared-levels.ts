// What the requests of all signals have in common: resources, and in them scopes.
import { ATTRIBUTES, FLAT_ATTRIBUTES, flatAttributesJson } from './attribute-sql.ts';
import type { RequestLevel } from './request-level.ts';

/** The columns of a resource. */
export const RESOURCE_COLUMNS: RequestLevel['columns'] = { resource: ['resource.attributes', ATTRIBUTES] };

/** The hash under which a resource is stored, and by which rows name it. */
export const RESOURCE_HASH = 'cityHash64(resource)';

/** `service.name`, `''` where the resource has none. */
export const SERVICE = `arrayFirst(a -> a.key = 'service.name', resource).value.s`;

/** The level of resources, for the rows below it. */
export function resourceLevel(path: string): RequestLevel {
  return { path, columns: RESOURCE_COLUMNS, outputs: { service: SERVICE, resource_hash: RESOURCE_HASH } };
}

/** The level of instrumentation scopes. */
export function scopeLevel(path: string): RequestLevel {
  return {
    path,
    columns: {
      scope_name_read: ['scope.name', 'String'],
      scope_version_read: ['scope.version', 'String'],
      scope_attributes: ['scope.attributes', FLAT_ATTRIBUTES],
    },
    outputs: {
      scope_name: 'scope_name_read',
      scope_version: 'scope_version_read',
      scope_attrs: flatAttributesJson('scope_attributes'),
    },
  };
}
