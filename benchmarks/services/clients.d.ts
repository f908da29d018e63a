// What is used of two peers, so that the benchmarks' types can be checked where the peers are not installed.

declare module 'pg' {
  export class Client {
    constructor(options: { host: string; port: number; user: string; database: string });
    connect(): Promise<unknown>;
    query(text: string): Promise<unknown>;
    end(): Promise<void>;
  }
}

declare module 'ioredis' {
  interface Pipeline {
    set(key: string, value: string): this;
    exec(): Promise<unknown>;
  }
  export class Redis {
    constructor(port: number, host: string);
    pipeline(): Pipeline;
    quit(): Promise<unknown>;
  }
}
