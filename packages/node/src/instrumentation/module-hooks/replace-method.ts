type Method = (this: never, ...args: never[]) => unknown;

/**
 * Puts another function in the place of a method: same name, same length, same descriptor. A method that is not there, or
 * that cannot be replaced, is left alone.
 *
 * @returns whether it was replaced.
 */
export function replaceMethod<M extends Method>(target: object, name: string, wrap: (original: M) => M): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  if (descriptor?.configurable !== true || typeof descriptor.value !== 'function') return false;
  const original = descriptor.value as M;
  const replacement = wrap(original);
  for (const [key, value] of [['name', original.name] as const, ['length', original.length] as const]) {
    Object.defineProperty(replacement, key, { value, configurable: true });
  }
  Object.defineProperty(target, name, { ...descriptor, value: replacement });
  return true;
}
