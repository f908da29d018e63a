/** Stable codes of the hub's errors. */
export type HubErrorCode =
  | 'TL_HUB_OPTION'
  | 'TL_HUB_DIRECTORY'
  | 'TL_HUB_DIRECTORY_IN_USE'
  | 'TL_HUB_ADDRESS_IN_USE'
  | 'TL_STORE_NEWER'
  | 'TL_STORE_QUERY'
  | 'TL_STORE_LIMIT'
  | 'TL_STORE_UNAVAILABLE'
  | 'TL_JOURNAL_FULL'
  | 'TL_JOURNAL_TOO_LARGE'
  | 'TL_JOURNAL_WRITE'
  | 'TL_TAIL_LIMIT'
  | 'TL_REQUEST'
  | 'TL_NOT_FOUND';

/** What the hub throws: a code to act on and a text that says what was got and what is needed. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: HubErrorCode;

  constructor(code: HubErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
