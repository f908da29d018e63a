/** How a class is recognised, by methods of its own, and what is done with its prototype. */
export type WrappedClass = readonly [methods: readonly string[], wrap: (prototype: object) => void];

/**
 * Makes a function that wraps each of these classes once: a class that it is given, or those among a module's exports. It
 * returns whether there is one. Of several that a class could be, it is the first.
 */
export function createClassWrapper(classes: readonly WrappedClass[]): (exported: unknown) => boolean {
  const wrapped = new WeakSet<object>();
  const wrapClass = (prototype: unknown): boolean => {
    if (typeof prototype !== 'object' || prototype === null) return false;
    const found = classes.find(([methods]) => methods.every((name) => Object.hasOwn(prototype, name)));
    if (found === undefined) return false;
    if (!wrapped.has(prototype)) {
      wrapped.add(prototype);
      found[1](prototype);
    }
    return true;
  };
  return (exported) => {
    if (typeof exported === 'function') return wrapClass(exported.prototype);
    if (typeof exported !== 'object' || exported === null) return false;
    return Object.values(exported)
      .map((one) => typeof one === 'function' && wrapClass(one.prototype))
      .includes(true);
  };
}
