// Express tells each layer the pattern that it was matched by, not the patterns of the routers around it, and `baseUrl`
// holds the values that these matched. So the path of routers that a request has gone down is kept here:
//
//   app.use('/api/:tenant', api)        levels: [app's router: '/api/:tenant']
//     api.use('/admin', admin)                  [app's router: '/api/:tenant', api: '/api/:tenant/admin']
//       admin.get('/users/:id', …)      route: '/api/:tenant/admin' + '/users/:id'

import type { IncomingMessage } from 'node:http';

const kTemplate = Symbol('throughline.route');

/** A pattern as the application wrote it. Of an array of patterns, the one that matched. */
export type Pattern = string | RegExp | undefined;

interface Level {
  /** The run through one router: its `next`, which is a function of its own for each request. */
  readonly run: unknown;
  /** Everything up to and including the layer that the request is in. */
  template: string;
}

/** The one of this request. */
export function templateOf(request: IncomingMessage & { [kTemplate]?: RouteTemplate }): RouteTemplate {
  return (request[kTemplate] ??= new RouteTemplate());
}

/** Where one request stands in nested routers. */
class RouteTemplate {
  readonly #levels: Level[] = [];

  /** The request has come to a middleware or a mounted router. */
  enter(run: unknown, pattern: Pattern): void {
    const depth = this.#return(run);
    const template = join(this.#prefix(depth), pattern);
    if (depth === this.#levels.length) this.#levels.push({ run, template });
    else this.#levels[depth].template = template;
  }

  /** The request has come to a route with this pattern. @returns the whole template. */
  resolve(run: unknown, pattern: Pattern): string {
    const template = join(this.#prefix(this.#return(run)), pattern);
    return template === '' ? '/' : template;
  }

  /** Forgets the routers that the request has left. @returns the depth of the router that it is in. */
  #return(run: unknown): number {
    const levels = this.#levels;
    for (let depth = 0; depth < levels.length; depth++) {
      if (levels[depth].run !== run) continue;
      levels.length = depth + 1;
      return depth;
    }
    return levels.length;
  }

  #prefix(depth: number): string {
    return depth === 0 ? '' : this.#levels[depth - 1].template;
  }
}

function join(prefix: string, pattern: Pattern): string {
  if (pattern === undefined || pattern === '/') return prefix;
  const text = String(pattern);
  // A regular expression is shown as it is written: it ends in a slash of its own.
  return prefix + (typeof pattern === 'string' && text.endsWith('/') ? text.slice(0, -1) : text);
}
