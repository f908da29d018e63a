/** Something that a user can understand. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
