// Comparing texts so that ClickHouse can do the same: only the case of ASCII letters is ever ignored.

/** The text with its ASCII letters in lower case. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether the segments stand in the text in this order, from its start to its end, with anything between them. */
export function matchesSegments(text: string, segments: readonly string[]): boolean {
  const first = segments[0];
  const last = segments.at(-1)!;
  if (segments.length === 1) return text === first;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let offset = first.length;
  for (const segment of segments.slice(1, -1)) {
    const found = text.indexOf(segment, offset);
    if (found < 0) return false;
    offset = found + segment.length;
  }
  return offset <= end;
}

/** One step of a `LIKE` pattern: a character (code point), one of any kind, or any number. */
type LikeStep = { readonly type: 'one'; readonly character?: string } | { readonly type: 'any' };

/** Tells of texts whether a `LIKE` pattern covers them. */
export function compileLike(pattern: string): (text: string) => boolean {
  const steps = Array.from(pattern.matchAll(/\\[%_\\]|[\s\S]/gu), ([part]): LikeStep => {
    if (part === '%') return { type: 'any' };
    return part === '_'
      ? { type: 'one' }
      : { type: 'one', character: part.length > 1 && part[0] === '\\' ? part[1] : part };
  });
  return (text) => matchesSteps(Array.from(text), steps);
}

// Every `%` takes as little as possible; only the last one ever has to take more, so there is one place to return to.
function matchesSteps(characters: readonly string[], steps: readonly LikeStep[]): boolean {
  let step = 0;
  let retryStep = -1;
  let retryAt = 0;
  for (let at = 0; at < characters.length;) {
    const current = steps[step];
    if (current?.type === 'any') {
      retryStep = ++step;
      retryAt = at;
    } else if (current !== undefined && (current.character === undefined || current.character === characters[at])) {
      step++;
      at++;
    } else if (retryStep < 0) {
      return false;
    } else {
      step = retryStep;
      at = ++retryAt;
    }
  }
  return steps.slice(step).every(({ type }) => type === 'any');
}

/** Negative, zero or positive: the order of code points, which is that of the UTF-8 bytes. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let offset = 0;
  while (offset < length && left.charCodeAt(offset) === right.charCodeAt(offset)) offset++;
  if (offset === length) return left.length - right.length;
  return rank(left.charCodeAt(offset)) - rank(right.charCodeAt(offset));
}

// A surrogate stands for a character behind all that one unit can hold.
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
