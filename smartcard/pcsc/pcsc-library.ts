import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { type Platform, platformOf } from './platform.ts';
import { PcscError, returnCodes } from './return-codes.ts';
import { TransportError } from './transport.ts';

/** SCARDCONTEXT or SCARDHANDLE; a bigint only where it is larger than a number can be. */
export type Handle = number | bigint;

/** SCARD_READERSTATE. */
export interface NativeReaderState {
  readonly name: string;
  readonly currentState: number;
  readonly eventState: number;
  readonly atr: Uint8Array;
}

export interface NativeCard {
  readonly card: Handle;
  readonly protocol: number;
}

/**
 * The PC/SC library of the operating system. Every call runs off the event loop, on a thread of libuv's pool, and
 * raises {@link PcscError} unless the library returns SCARD_S_SUCCESS. Calls on one context wait for each other.
 */
export interface PcscLibrary {
  /** Whether a wait for changes may ask for new readers too. */
  readonly announcesReaders: boolean;
  establishContext(): Promise<Handle>;
  releaseContext(context: Handle): Promise<void>;
  /** Ends a `getStatusChange` that waits in this context; one that begins later does not notice. */
  cancel(context: Handle): Promise<void>;
  listReaders(context: Handle): Promise<readonly string[]>;
  /** Waits until a reader differs from its `currentState`, at most so long. */
  getStatusChange(
    context: Handle,
    timeoutMs: number,
    readers: readonly Pick<NativeReaderState, 'name' | 'currentState'>[],
  ): Promise<readonly NativeReaderState[]>;
  /** Shared, with T=0 or T=1. */
  connect(context: Handle, reader: string): Promise<NativeCard>;
  /** Accepts that the card was reset; returns the protocol. */
  reconnect(card: Handle): Promise<number>;
  disconnect(card: Handle, disposition: Disposition): Promise<void>;
  beginTransaction(card: Handle): Promise<void>;
  endTransaction(card: Handle, disposition: Disposition): Promise<void>;
  /** How many bytes of `response` were written. */
  transmit(card: NativeCard, command: Uint8Array, response: Uint8Array): Promise<number>;
  /** `code` as in SCARD_CTL_CODE(code), or a whole control code that the reader named. */
  control(card: Handle, code: ControlCode, input: Uint8Array, output: Uint8Array): Promise<number>;
}

export type ControlCode = { readonly function: number } | { readonly whole: number };
export type Disposition = keyof typeof dispositions;

const dispositions = { leave: 0, reset: 1 } as const;
const scope = { system: 2 };
const shared = 2;
const anyProtocol = 3;
const maxReaderListBytes = 64 * 1024;

type Parameter = string | TypeObject | ReturnType<typeof koffi.inout>;
type Call = (...values: readonly unknown[]) => Promise<void>;
/** A library that nothing refers to is unloaded, also while its functions run. */
let loaded: { readonly handle: LibraryHandle; readonly library: PcscLibrary } | undefined;

/**
 * Loads the library, once for the process and for good.
 * @throws TransportError `transport.no_service` when this computer has none
 */
export function loadPcscLibrary(): PcscLibrary {
  if (loaded) return loaded.library;
  const platform = platformOf(process.platform);
  try {
    const handle = koffi.load(platform.library);
    loaded = { handle, library: libraryOver(handle, platform) };
    return loaded.library;
  } catch (error) {
    throw new TransportError('transport.no_service', `${platform.library} cannot be loaded`, {
      cause: error,
    });
  }
}

/** Every function that is called, with its parameters (winscard.h). */
function bind(handle: LibraryHandle, platform: Platform) {
  const { dword, text, suffix } = platform.types;
  const context = platform.types.handle;
  const card = platform.types.handle;
  const outHandle = koffi.out(koffi.pointer(platform.types.handle));
  const [outDword, inOutDword] = [koffi.out(koffi.pointer(dword)), koffi.inout(koffi.pointer(dword))];
  const { readerState, ioRequest } = platform.structures;
  const call = (name: string, parameters: readonly Parameter[]): Call => {
    const native = handle.func(name, platform.types.long, [...parameters]);
    return (...values) =>
      new Promise((resolve, reject) => {
        native.async(...values, (error: unknown, returned: number) => {
          // The library reads and writes memory of these values: they must live until here.
          void values.length;
          // LONG has a sign, and the codes of winscard.h do not.
          const result = returned >>> 0;
          if (error) reject(error);
          else if (result === returnCodes.success) resolve();
          else reject(new PcscError(name, result));
        });
      });
  };
  return {
    establish: call('SCardEstablishContext', [dword, 'void *', 'void *', outHandle]),
    release: call('SCardReleaseContext', [context]),
    cancel: call('SCardCancel', [context]),
    listReaders: call(`SCardListReaders${suffix}`, [context, text, 'void *', inOutDword]),
    statusChange: call(`SCardGetStatusChange${suffix}`, [
      context,
      dword,
      koffi.inout(koffi.pointer(readerState)),
      dword,
    ]),
    connect: call(`SCardConnect${suffix}`, [context, text, dword, dword, outHandle, outDword]),
    reconnect: call('SCardReconnect', [card, dword, dword, dword, outDword]),
    disconnect: call('SCardDisconnect', [card, dword]),
    begin: call('SCardBeginTransaction', [card]),
    end: call('SCardEndTransaction', [card, dword]),
    transmit: call('SCardTransmit', [
      card,
      koffi.pointer(ioRequest),
      'void *',
      dword,
      'void *',
      'void *',
      inOutDword,
    ]),
    control: call(platform.controlName, [card, dword, 'void *', dword, 'void *', dword, outDword]),
  };
}

function libraryOver(handle: LibraryHandle, platform: Platform): PcscLibrary {
  const native = bind(handle, platform);
  const ioRequestBytes = koffi.sizeof(platform.structures.ioRequest);
  return {
    announcesReaders: platform.announcesReaders,
    async establishContext() {
      const context: [Handle] = [0];
      await native.establish(scope.system, null, null, context);
      return context[0];
    },
    releaseContext: (context) => native.release(context),
    cancel: (context) => native.cancel(context),
    async listReaders(context) {
      const list = Buffer.alloc(maxReaderListBytes);
      const length: [number] = [list.length / platform.characterBytes];
      await native.listReaders(context, null, list, length);
      return platform.decodeList(list.subarray(0, length[0] * platform.characterBytes));
    },
    async getStatusChange(context, timeoutMs, readers) {
      const states = readers.map(({ name, currentState }) => nativeState(name, currentState));
      await native.statusChange(context, timeoutMs, states, states.length);
      return states.map((state, index) => readerState(readers[index]?.name ?? '', state));
    },
    async connect(context, reader) {
      const [card, protocol]: [[Handle], [number]] = [[0], [0]];
      await native.connect(context, reader, shared, anyProtocol, card, protocol);
      return { card: card[0], protocol: protocol[0] };
    },
    async reconnect(card) {
      const protocol: [number] = [0];
      await native.reconnect(card, shared, anyProtocol, dispositions.leave, protocol);
      return protocol[0];
    },
    disconnect: (card, disposition) => native.disconnect(card, dispositions[disposition]),
    beginTransaction: (card) => native.begin(card),
    endTransaction: (card, disposition) => native.end(card, dispositions[disposition]),
    async transmit({ card, protocol }, command, response) {
      const length: [number] = [response.length];
      const request = { protocol, length: ioRequestBytes };
      await native.transmit(card, request, command, command.length, null, response, length);
      return length[0];
    },
    async control(card, code, input, output) {
      const written: [number] = [0];
      const whole = 'whole' in code ? code.whole : platform.controlCode(code.function);
      await native.control(card, whole, input, input.length, output, output.length, written);
      return written[0];
    },
  };
}

interface MutableState {
  name: string;
  userData: null;
  currentState: number;
  eventState: number;
  atrLength: number;
  atr: Uint8Array;
}

function nativeState(name: string, currentState: number): MutableState {
  const atr = new Uint8Array(koffi.sizeof(platformOf(process.platform).structures.atr));
  return { name, userData: null, currentState, eventState: 0, atrLength: 0, atr };
}

function readerState(name: string, state: MutableState): NativeReaderState {
  const { currentState, eventState, atr, atrLength } = state;
  return { name, currentState, eventState, atr: Uint8Array.from(atr.subarray(0, atrLength)) };
}
