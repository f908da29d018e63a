// Secrets that are known by their looks, wherever they stand. A pattern begins with its mark, goes on over one class of
// characters and requires nothing behind an unbounded run: what it costs is linear in the text.

import { REDACTED } from './sensitive-names.ts';
import { isWordCode } from './word-code.ts';

/** A kind of token: the texts one of which it contains, and the whole of it. */
export interface TokenPattern {
  readonly name: string;
  readonly marks: readonly string[];
  readonly pattern: RegExp;
}

/** Every kind of token. `docs/redaction.md` lists the same. */
export const TOKEN_PATTERNS: readonly TokenPattern[] = [
  {
    name: 'JSON web token',
    marks: ['eyJ'],
    pattern: /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){1,4}/g,
  },
  {
    name: 'Private key in PEM',
    marks: ['-----'],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    name: 'AWS access key id',
    marks: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    pattern: /(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16,}/g,
  },
  {
    name: 'Google API key',
    marks: ['AIz'],
    pattern: /(?<![A-Za-z0-9])AIza[\w-]{30,}/g,
  },
  {
    name: 'Google OAuth access token or client secret',
    marks: ['ya29.', 'GOCSPX-'],
    pattern: /(?<![A-Za-z0-9])(?:ya29\.|GOCSPX-)[\w.-]{16,}/g,
  },
  {
    name: 'GitHub token',
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_)\w{20,}/g,
  },
  {
    name: 'GitLab token',
    marks: ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glagent-', 'gloas-', 'glsoat-'],
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|agent|oas|soat)-[\w.-]{16,}/g,
  },
  {
    name: 'Slack token',
    marks: ['xoxa-', 'xoxb-', 'xoxe-', 'xoxe.', 'xoxp-', 'xoxr-', 'xoxs-', 'xapp-'],
    pattern: /(?<![A-Za-z0-9])(?:xox[abeprs][-.]|xapp-)[\w.-]{10,}/g,
  },
  {
    name: 'Slack or Discord webhook',
    marks: ['hooks.slack.com/', '/api/webhooks/'],
    pattern: /(?<=hooks\.slack\.com\/[a-z]{1,20}\/|\/api\/webhooks\/)[\w/-]{16,}/g,
  },
  {
    name: 'Stripe key',
    marks: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'],
    pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9+/=]{10,}/g,
  },
  {
    name: 'OpenAI, Anthropic or other `sk-` key',
    marks: ['sk-'],
    pattern: /(?<![A-Za-z0-9])sk-(?=[\w-]{0,60}\d)[\w-]{20,}/g,
  },
  {
    name: 'Groq, xAI, Perplexity, Hugging Face or Replicate key',
    marks: ['gsk_', 'xai-', 'pplx-', 'hf_', 'r8_'],
    pattern: /(?<![A-Za-z0-9])(?:gsk_|xai-|pplx-|hf_|r8_)[A-Za-z0-9]{30,}/g,
  },
  {
    name: 'npm token',
    marks: ['npm_'],
    pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}/g,
  },
  {
    name: 'PyPI, RubyGems or Docker token',
    marks: ['pypi-', 'rubygems_', 'dckr_pat_'],
    pattern: /(?<![A-Za-z0-9])(?:pypi-|rubygems_|dckr_pat_)[\w-]{20,}/g,
  },
  {
    name: 'SendGrid key',
    marks: ['SG.'],
    pattern: /(?<![A-Za-z0-9])SG\.[\w-]{16,}(?:\.[\w-]*)?/g,
  },
  {
    name: 'Mailgun key',
    marks: ['key-'],
    pattern: /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![A-Za-z0-9])/g,
  },
  {
    name: 'Shopify token',
    marks: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32,}/g,
  },
  {
    name: 'Telegram bot token',
    marks: [':AA'],
    pattern: /(?<!\d)\d{8,10}:AA[\w-]{30,}/g,
  },
  {
    name: 'Vault token',
    marks: ['hvs.', 'hvb.', 'hvr.'],
    pattern: /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{20,}/g,
  },
  {
    name: 'DigitalOcean, Doppler, Linear, Notion, Postman, PlanetScale, Supabase, Figma or Fly token',
    marks: ['dop_v1_', 'doo_v1_', 'dp.pt.', 'lin_api_', 'ntn_', 'PMAK-', 'pscale_', 'sbp_', 'figd_', 'fm2_'],
    pattern:
      /(?<![A-Za-z0-9])(?:do[op]_v1_|dp\.pt\.|lin_api_|ntn_|PMAK-|pscale_[a-z]{2,5}_|sbp_|figd_|fm2_)[\w.+/=-]{20,}/g,
  },
  {
    name: 'Grafana, New Relic, Sentry or PostHog token',
    marks: ['glsa_', 'glc_', 'NRAK-', 'sntrys_', 'sntryu_', 'phx_'],
    pattern: /(?<![A-Za-z0-9])(?:glsa_|glc_|NRAK-|sntrys_|sntryu_|phx_)[\w.+/=-]{20,}/g,
  },
  {
    name: 'age secret key',
    marks: ['AGE-SECRET-KEY-'],
    pattern: /AGE-SECRET-KEY-1[A-Z0-9]{20,}/g,
  },
];

const MARK = compileMarks(TOKEN_PATTERNS.flatMap(({ marks }) => marks));

/** No token has its longest run of word characters shorter than this. */
const SHORTEST_RUN = 16;

/** `text` with every token replaced. */
export function redactTokens(text: string): string {
  // Fast path: no run that is long enough, or no mark.
  if (!hasLongRun(text) || !MARK.test(text)) return text;
  let result = text;
  for (const { marks, pattern } of TOKEN_PATTERNS) {
    if (marks.some((mark) => result.includes(mark))) result = result.replace(pattern, REDACTED);
  }
  return result;
}

/**
 * Looks at every 16th character only, and around it where that is part of a word. Runs of hex digits and dashes do not
 * count: ids are made of them, tokens begin with something else.
 */
function hasLongRun(text: string): boolean {
  for (let at = SHORTEST_RUN - 1; at < text.length; at += SHORTEST_RUN) {
    if (isWordCode(text.charCodeAt(at)) && isTokenRun(text, at)) return true;
  }
  return false;
}

function isTokenRun(text: string, at: number): boolean {
  const first = Math.max(0, at - SHORTEST_RUN + 1);
  let start = at;
  while (start > first && isWordCode(text.charCodeAt(start - 1))) start--;
  const end = start + SHORTEST_RUN;
  if (end > text.length) return false;
  for (let index = at + 1; index < end; index++) if (!isWordCode(text.charCodeAt(index))) return false;
  for (let index = start; index < end; index++) if (!isHexCode(text.charCodeAt(index))) return true;
  return false;
}

/** Of word characters: digits, `a-f`, `A-F` and the dash. */
function isHexCode(code: number): boolean {
  return code <= 0x46 || (code >= 0x61 && code <= 0x66);
}

/**
 * Finds the last character of a mark and looks back from there: most of those are rare, where an alternation of whole
 * marks would try dozens of them at every letter.
 */
function compileMarks(marks: readonly string[]): RegExp {
  const byEnd = Map.groupBy(marks, (mark) => mark.slice(-1));
  return new RegExp([...byEnd].map(([end, group]) => `${escape(end)}(?<=${group.map(escape).join('|')})`).join('|'));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
