// A page that somebody has built, served beside the API. The hub knows nothing of it but this: `index.html`, in which
// `{csp-nonce}` stands for a fresh value; `routes.json`, the paths that index.html answers; and files, of which those below
// `assets/` have a hash of their content in their name. `name.br` and `name.gz` are `name`, compressed.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It says nothing about anybody's data, so nobody is asked for a token. */
    isOpen?: boolean;
  }
}

const OPEN = { config: { isOpen: true }, schema: { hide: true } } as const;
const NONCE_MARK = '{csp-nonce}';
const YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * Adds the files of a directory and the paths of its `routes.json`.
 *
 * @throws Error when there is no page.
 */
export function addPage(app: FastifyInstance, pageDirectory: string): void {
  const directory = resolve(pageDirectory);
  void app.register(fastifyStatic, { root: directory, serve: false, preCompressed: true });
  const html = readFileSync(join(directory, 'index.html'), 'utf8');
  for (const path of JSON.parse(readFileSync(join(directory, 'routes.json'), 'utf8')) as string[])
    app.get(path, OPEN, (_request, reply) => sendIndex(reply, html));
  for (const file of listFiles(directory)) app.get(`/${file}`, OPEN, (_request, reply) => sendAsset(reply, file));
}

function sendIndex(reply: FastifyReply, html: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return setSafetyHeaders(reply)
    .header('content-security-policy', formatPolicy(nonce))
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(html.replaceAll(NONCE_MARK, nonce));
}

function sendAsset(reply: FastifyReply, file: string): FastifyReply {
  const immutable = file.startsWith('assets/');
  return setSafetyHeaders(reply).sendFile(file, { immutable, maxAge: immutable ? YEAR_MS : 0 });
}

/** Nothing is loaded from elsewhere, nothing inline runs, and nobody frames the page. */
function formatPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function setSafetyHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin');
}

const NOT_SERVED = /(?:^|\/)\.|\.(?:br|gz)$|^(?:index\.html|routes\.json)$/;

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(directory.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((path) => !NOT_SERVED.test(path));
}
