import { readFileSync } from 'node:fs';
import type { OtlpTlsConfiguration } from '../configuration/configuration.ts';

/** Contents of the PEM files, for `node:https` and `node:tls`. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly key?: Buffer;
  readonly cert?: Buffer;
}

/** Reads the files of a TLS configuration. @throws where a file cannot be read. */
export function readTls({ certificateFile, clientKeyFile, clientCertificateFile }: OtlpTlsConfiguration): TlsMaterial {
  return {
    ...(certificateFile !== undefined && { ca: readPem('certificate', certificateFile) }),
    ...(clientKeyFile !== undefined && { key: readPem('client key', clientKeyFile) }),
    ...(clientCertificateFile !== undefined && { cert: readPem('client certificate', clientCertificateFile) }),
  };
}

/** Whether any file is configured. */
export function hasTlsFiles(tls: OtlpTlsConfiguration): boolean {
  return Object.values(tls).some((file) => file !== undefined);
}

function readPem(what: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code ?? 'an unknown error';
    throw new Error(`cannot read ${what} file ${path}: got ${got}, need a readable PEM file`, { cause });
  }
}
