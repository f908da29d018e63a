const WORD = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  WORD[character.charCodeAt(0)] = 1;

/** Whether a UTF-16 unit is one of `A-Z`, `a-z`, `0-9`, `_` and `-`. Not so for NaN, as there is beyond a text's ends. */
export function isWordCode(code: number): boolean {
  return code < 128 && WORD[code] === 1;
}
