// Semantic conventions: a method outside the known ones is `_OTHER`, and a span is then named `HTTP`.

/** How a request's method is shown. */
export interface MethodName {
  /** `http.request.method`. */
  readonly attribute: string;
  /** The span's name without a route. */
  readonly spanName: string;
  /** `http.request.method_original`, where it differs. */
  readonly original: string | undefined;
}

const OTHER: MethodName = { attribute: '_OTHER', spanName: 'HTTP', original: undefined };

/** Looks methods up in a table that is made once. */
export class MethodNames {
  readonly #known: ReadonlyMap<string, MethodName>;
  #lastMethod = '';
  #lastName: MethodName = OTHER;

  constructor(knownMethods: readonly string[]) {
    this.#known = new Map(
      knownMethods.map((method) => [method, { attribute: method, spanName: method, original: undefined }]),
    );
  }

  get(method: string): MethodName {
    // Fast path: asked for several times a request.
    if (method === this.#lastMethod) return this.#lastName;
    this.#lastName = this.#known.get(method) ?? this.#normalize(method);
    this.#lastMethod = method;
    return this.#lastName;
  }

  #normalize(method: string): MethodName {
    const upper = this.#known.get(method.toUpperCase());
    if (upper !== undefined) return { ...upper, original: method };
    return { ...OTHER, original: method };
  }
}
