/**
 * A library that has to be wrapped, and where its classes come from.
 *
 * `from` and `id` name a `require` inside the library; `directory` and `defines` an `import` inside it. Both are matched
 * against the library's own files only, so that nothing changes for the application: not what `import.meta.resolve` says,
 * not what it imports.
 */
export interface ModuleTarget {
  /** Package name, and the name under which its modules are handed over. */
  readonly name: string;
  /** Wraps what it recognises among the exports of a module; leaves anything else alone. */
  wrap(exports: object): void;
  readonly required?: {
    /** Matches the path of the file that requires. */
    readonly from: RegExp;
    /** Matches what stands in its `require(…)`. */
    readonly id: RegExp;
  };
  readonly imported?: {
    /** Part of the URL of the library's files. */
    readonly directory: string;
    /** Matches the source of the file that has what is to be wrapped. */
    readonly defines: RegExp;
    /**
     * Functions that such a file exports and `wrap` may replace. Where it exports one of them, `wrap` gets an object of these
     * functions alone, whose properties can be written.
     */
    readonly functions?: readonly string[];
  };
  /** Files of the library that `require.cache` shows if it was loaded before. */
  readonly cached: RegExp;
  /** Whether applications of it that exist before it is wrapped stay without routes. */
  readonly needsEarlyStart: boolean;
}
