/** How one kind of database writes what others write differently. */
export interface SqlDialect {
  /** `"…"` is a text and never a name. SQLite takes it for either; where it stands decides. */
  readonly doubleQuotedText: 'never' | 'by position' | 'always';
  /** A backslash before a quote may belong to the text. Where that depends on a setting we cannot know where the text ends. */
  readonly backslashes: 'never' | 'in E-strings' | 'maybe';
  readonly backtickNames: boolean;
  /** `[…]` is a name, not a subscript. */
  readonly bracketNames: boolean;
  readonly dollarQuotes: boolean;
  readonly nestedComments: boolean;
  /** `#` begins a comment, and `--` does only before white space. */
  readonly hashComments: boolean;
}

export const SQLITE: SqlDialect = {
  doubleQuotedText: 'by position',
  backslashes: 'never',
  backtickNames: true,
  bracketNames: true,
  dollarQuotes: false,
  nestedComments: false,
  hashComments: false,
};

export const POSTGRESQL: SqlDialect = {
  doubleQuotedText: 'never',
  backslashes: 'in E-strings',
  backtickNames: false,
  bracketNames: false,
  dollarQuotes: true,
  nestedComments: true,
  hashComments: false,
};

export const MYSQL: SqlDialect = {
  doubleQuotedText: 'always',
  backslashes: 'maybe',
  backtickNames: true,
  bracketNames: false,
  dollarQuotes: false,
  nestedComments: false,
  hashComments: true,
};
