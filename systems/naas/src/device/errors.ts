/** Something went wrong with a device. `code` says what. */
export class DeviceError extends Error {
  override readonly name: string = 'DeviceError';
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether another attempt may do better. */
  get isTemporary(): boolean {
    return this.code === 'UNREACHABLE' || this.code === 'TIMEOUT' || this.code === 'LOST';
  }
}

export type DeviceErrorCode = 'UNREACHABLE' | 'TIMEOUT' | 'LOST' | 'AUTHENTICATION' | 'REFUSED';
