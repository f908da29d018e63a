import { readFileSync } from 'node:fs';
import type { OtlpTlsConfiguration } from '../configuration/configuration.ts';

/** Contents of the PEM files, for `node:https` and `node:tls`. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly key?: Buffer;
  readonly cert?: Buffer;
}

/** Reads the files of a TLS configuration. @throws the system's error where a file cannot be read. */
export function readTls({ certificateFile, clientKeyFile, clientCertificateFile }: OtlpTlsConfiguration): TlsMaterial {
  return {
    ...(certificateFile !== undefined && { ca: readFileSync(certificateFile) }),
    ...(clientKeyFile !== undefined && { key: readFileSync(clientKeyFile) }),
    ...(clientCertificateFile !== undefined && { cert: readFileSync(clientCertificateFile) }),
  };
}
