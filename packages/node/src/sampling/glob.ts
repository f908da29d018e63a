const STAR = 0x2a;
const QUESTION_MARK = 0x3f;

/** Compiles a pattern in which `*` stands for any characters and `?` for one UTF-16 unit. */
export function compileGlob(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  if (/^[^*?]*\*$/.test(pattern)) {
    const prefix = pattern.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => matchesGlob(text, pattern);
}

/** Goes back to the last `*` only, which bounds the time by the product of the two lengths; a RegExp has no bound. */
function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let afterStar = -1;
  let retryFrom = 0;
  for (let index = 0; index < text.length;) {
    const wanted = pattern.charCodeAt(at);
    if (wanted === STAR) {
      afterStar = ++at;
      retryFrom = index;
    } else if (wanted === QUESTION_MARK || wanted === text.charCodeAt(index)) {
      at++;
      index++;
    } else if (afterStar !== -1) {
      at = afterStar;
      index = ++retryFrom;
    } else return false;
  }
  while (pattern.charCodeAt(at) === STAR) at++;
  return at === pattern.length;
}
