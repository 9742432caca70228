import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { TransportError } from '../pcsc/transport.ts';
import { Pkcs11Refusal, results } from './results.ts';

/** A PKCS #11 library's functions, called off the event loop. The only file of the folder that knows koffi. */

export type Handle = number | bigint;
export type NativeCall = (name: FunctionName, ...values: readonly unknown[]) => Promise<void>;

export interface NativeModule {
  readonly call: NativeCall;
  /** Octets of a CK_ULONG: 4 on Windows, 8 on 64-bit Linux and macOS. */
  readonly ulongBytes: number;
  readonly ulongs: (...values: readonly number[]) => Buffer;
  readonly readUlongs: (bytes: Buffer, count: number) => readonly Handle[];
}

// PKCS #11 v3.1, 2.1: structures are packed on Windows, and only there.
const struct = process.platform === 'win32' ? koffi.pack : koffi.struct;
const attribute = struct({ type: 'ulong', value: 'void *', length: 'ulong' });
const mechanism = struct({ type: 'ulong', parameter: 'void *', length: 'ulong' });
const initialize = struct({
  createMutex: 'void *',
  destroyMutex: 'void *',
  lockMutex: 'void *',
  unlockMutex: 'void *',
  flags: 'ulong',
  reserved: 'void *',
});
const attributes = koffi.pointer(attribute);
const inOutUlong = koffi.inout(koffi.pointer('ulong'));

type Parameter = string | TypeObject | ReturnType<typeof koffi.inout>;

/** Place in CK_FUNCTION_LIST (PKCS #11 v3.1, 3.6) and parameters of what is called here. */
const functions = {
  C_Initialize: [0, [koffi.pointer(initialize)]],
  C_GetSlotList: [4, ['uint8_t', 'void *', inOutUlong]],
  C_GetSlotInfo: [5, ['ulong', 'void *']],
  C_GetTokenInfo: [6, ['ulong', 'void *']],
  C_GetMechanismList: [7, ['ulong', 'void *', inOutUlong]],
  C_SetPIN: [11, ['ulong', 'void *', 'ulong', 'void *', 'ulong']],
  C_OpenSession: [12, ['ulong', 'ulong', 'void *', 'void *', inOutUlong]],
  C_CloseSession: [13, ['ulong']],
  C_Login: [18, ['ulong', 'ulong', 'void *', 'ulong']],
  C_Logout: [19, ['ulong']],
  C_GetAttributeValue: [24, ['ulong', 'ulong', koffi.inout(attributes), 'ulong']],
  C_FindObjectsInit: [26, ['ulong', attributes, 'ulong']],
  C_FindObjects: [27, ['ulong', 'void *', 'ulong', inOutUlong]],
  C_FindObjectsFinal: [28, ['ulong']],
  C_SignInit: [42, ['ulong', koffi.pointer(mechanism), 'ulong']],
  C_Sign: [43, ['ulong', 'void *', 'ulong', 'void *', inOutUlong]],
} as const satisfies Readonly<Record<string, readonly [place: number, parameters: readonly Parameter[]]>>;
type FunctionName = keyof typeof functions;
type NativeFunction = ReturnType<LibraryHandle['func']>;

/** A library that nothing refers to is unloaded, and functions taken from its list do not count. */
const loaded = new Map<string, { readonly library: LibraryHandle; readonly module: NativeModule }>();

/**
 * The module at a path, loaded once for the process.
 * @throws TransportError `transport.no_service` when there is no such module
 */
export function loadModule(path: string): NativeModule {
  const known = loaded.get(path);
  if (known) return known.module;
  try {
    const library = koffi.load(path);
    const module = { call: bind(library), ulongBytes: koffi.sizeof('ulong'), ulongs, readUlongs };
    loaded.set(path, { library, module });
    return module;
  } catch (cause) {
    throw new TransportError('transport.no_service', 'the PKCS #11 module cannot be loaded', { cause });
  }
}

/** Only C_GetFunctionList must be visible in a module; the others are taken from its list. */
function bind(library: LibraryHandle): NativeCall {
  const getFunctionList = library.func('C_GetFunctionList', 'ulong', [koffi.out(koffi.pointer('void *'))]);
  const out: [bigint] = [0n];
  const result: number = getFunctionList(out);
  if (result !== results.ok) throw new Pkcs11Refusal('C_GetFunctionList', result);
  // CK_VERSION comes first: two octets, padded to a pointer where structures are not packed.
  const first = process.platform === 'win32' ? 2 : koffi.sizeof('void *');
  const bound = new Map<string, NativeFunction>();
  for (const [name, [place, parameters]] of Object.entries(functions)) {
    const pointer: bigint = koffi.decode(out[0], first + koffi.sizeof('void *') * place, 'void *');
    bound.set(name, koffi.decode(pointer, koffi.proto('ulong', [...parameters])));
  }
  const callOnce = (name: FunctionName, values: readonly unknown[]): Promise<void> =>
    new Promise((resolve, reject) => {
      bound.get(name)?.async(...values, (error: unknown, answer: number) => {
        // The module writes into memory of these values: they must live until here.
        void values.length;
        if (error) reject(error);
        else if (answer === results.ok) resolve();
        else reject(new Pkcs11Refusal(name, answer));
      });
    });
  // One at a time: a card does no two things at once, and not every module keeps its threads apart.
  let last: Promise<unknown> = Promise.resolve();
  return (name, ...values) => {
    const turn = last.then(() => callOnce(name, values));
    last = turn.catch(() => undefined);
    return turn;
  };
}

function ulongs(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * koffi.sizeof('ulong'));
  koffi.encode(bytes, 'ulong', values, values.length);
  return bytes;
}

function readUlongs(bytes: Buffer, count: number): readonly Handle[] {
  return count === 0 ? [] : [...koffi.decode(bytes, 'ulong', count)];
}
