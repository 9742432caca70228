import { TransportError, type TransportErrorCode } from './transport.ts';

/** SCARD_* return codes (winscard.h), as unsigned 32-bit numbers. */
export const returnCodes = {
  success: 0,
  cancelled: 0x80100002,
  invalidHandle: 0x80100003,
  insufficientBuffer: 0x80100008,
  unknownReader: 0x80100009,
  timeout: 0x8010000a,
  sharingViolation: 0x8010000b,
  noSmartcard: 0x8010000c,
  protocolMismatch: 0x8010000f,
  systemCancelled: 0x80100012,
  communicationError: 0x80100013,
  notTransacted: 0x80100016,
  readerUnavailable: 0x80100017,
  noService: 0x8010001d,
  serviceStopped: 0x8010001e,
  noReadersAvailable: 0x8010002e,
  unsupportedCard: 0x80100065,
  unresponsiveCard: 0x80100066,
  unpoweredCard: 0x80100067,
  resetCard: 0x80100068,
  removedCard: 0x80100069,
} as const;

/** A PC/SC function that did not return SCARD_S_SUCCESS. Never leaves this folder. */
export class PcscError extends Error {
  readonly result: number;

  constructor(call: string, result: number) {
    super(`${call} returned 0x${result.toString(16)}`);
    this.name = 'PcscError';
    this.result = result;
  }
}

export function isResult(error: unknown, ...results: readonly number[]): boolean {
  return error instanceof PcscError && results.includes(error.result);
}

/** Whether the context behind the call is of no use any more: PC/SC ended, or it began anew. */
export function isContextLost(error: unknown): boolean {
  return isResult(
    error,
    returnCodes.noService,
    returnCodes.serviceStopped,
    returnCodes.communicationError,
    returnCodes.invalidHandle,
    returnCodes.systemCancelled,
  );
}

const meanings: ReadonlyMap<number, TransportErrorCode> = new Map([
  [returnCodes.noService, 'transport.no_service'],
  [returnCodes.serviceStopped, 'transport.no_service'],
  [returnCodes.communicationError, 'transport.no_service'],
  [returnCodes.invalidHandle, 'transport.no_service'],
  [returnCodes.systemCancelled, 'transport.no_service'],
  [returnCodes.unknownReader, 'transport.no_reader'],
  [returnCodes.readerUnavailable, 'transport.no_reader'],
  [returnCodes.noReadersAvailable, 'transport.no_reader'],
  [returnCodes.noSmartcard, 'transport.no_card'],
  [returnCodes.removedCard, 'transport.removed'],
  [returnCodes.unresponsiveCard, 'transport.unresponsive'],
  [returnCodes.unpoweredCard, 'transport.unresponsive'],
  [returnCodes.unsupportedCard, 'transport.unresponsive'],
  [returnCodes.protocolMismatch, 'transport.unresponsive'],
  [returnCodes.sharingViolation, 'transport.busy'],
  [returnCodes.timeout, 'transport.timeout'],
]);

/** What callers of the transport are told. */
export function toTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const code = (error instanceof PcscError && meanings.get(error.result)) || 'transport.failed';
  return new TransportError(code, error instanceof Error ? error.message : 'PC/SC failed', { cause: error });
}
