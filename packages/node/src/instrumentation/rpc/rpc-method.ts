import { cleanText } from '../../redaction/clean-text.ts';
import type { RpcAddress } from './rpc-address.ts';
import { RpcBlock } from './rpc-block.ts';

/** `rpc.system.name`. */
export type RpcSystem = 'grpc' | 'connectrpc';

/** The calls of one method to one server: name of their spans, and what they have in common, encoded once. */
export class RpcMethod {
  readonly name: string;
  /** The server, as calls name it. */
  readonly host: string;
  readonly block: RpcBlock;

  /**
   * @param name - `package.Service/Method`.
   * @param isKnown - false for what the client asks for and the server does not have: no name that anybody may choose.
   */
  constructor(
    system: RpcSystem,
    name: string,
    { address, isKnown = true }: { address: RpcAddress; isKnown?: boolean },
  ) {
    this.name = isKnown ? clean(name) : system;
    this.host = address.host;
    const list: unknown[] = ['rpc.system.name', system, 'rpc.method', isKnown ? this.name : '_OTHER'];
    if (!isKnown) list.push('rpc.method_original', clean(name));
    if (address.host !== '') list.push('server.address', clean(address.host));
    if (address.port !== undefined) list.push('server.port', address.port);
    this.block = new RpcBlock(list);
  }
}

const MAX_VALUE_LENGTH = 1024;

function clean(text: string): string {
  return cleanText(text, MAX_VALUE_LENGTH);
}

/** As many servers and methods as are remembered. What a client sends as `:authority` is up to the client. */
const MAX_TARGETS = 100;
const MAX_METHODS = 1000;

/** Methods by server and name. */
export class RpcMethods {
  readonly #create: (target: string, path: string) => RpcMethod;
  readonly #targets = new Map<string, Map<string, RpcMethod>>();

  constructor(create: (target: string, path: string) => RpcMethod) {
    this.#create = create;
  }

  get(target: string, path: string): RpcMethod {
    return this.#targets.get(target)?.get(path) ?? this.#add(target, path);
  }

  #add(target: string, path: string): RpcMethod {
    const methods = getOrCreate(this.#targets, target);
    if (methods.size >= MAX_METHODS) methods.clear();
    const method = this.#create(target, path);
    methods.set(path, method);
    return method;
  }
}

function getOrCreate(targets: Map<string, Map<string, RpcMethod>>, target: string): Map<string, RpcMethod> {
  const known = targets.get(target);
  if (known !== undefined) return known;
  if (targets.size >= MAX_TARGETS) targets.clear();
  const methods = new Map<string, RpcMethod>();
  targets.set(target, methods);
  return methods;
}
