/** Whether a UTF-16 unit is one of `A-Z`, `a-z`, `0-9`, `_` and `-`. Not so for NaN, as there is beyond a text's ends. */
export function isWordCode(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d;
}
