const BRACKETS_AND_QUOTES = /\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?|[(){}]/g;

/**
 * The most brackets outside quotes that are open at one place, or closed without having been opened. The parser needs time that
 * grows with the square of it, so a hopeless query is refused before.
 */
export function countUnbalancedBrackets(text: string): number {
  let open = 0;
  let mostOpen = 0;
  let closedOnly = 0;
  for (const [token] of text.matchAll(BRACKETS_AND_QUOTES)) {
    if (token === '(' || token === '{') mostOpen = Math.max(mostOpen, ++open);
    else if (token !== ')' && token !== '}') continue;
    else if (open > 0) open--;
    else closedOnly++;
  }
  return Math.max(mostOpen, closedOnly);
}
