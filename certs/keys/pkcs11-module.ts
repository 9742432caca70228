import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { isLost, Pkcs11Error, results, unlessResult } from './pkcs11-errors.ts';
import { SigningError } from './signer.ts';

/**
 * A PKCS #11 module in TypeScript: every call runs off the event loop and raises {@link Pkcs11Error} unless the module
 * answers CKR_OK. The only file that knows the foreign function interface.
 */
export interface Pkcs11Module {
  /** Safe to repeat: a module that is initialised already stays so. */
  initialize(): Promise<void>;
  /** The slots that hold a token. */
  slots(): Promise<readonly Slot[]>;
  openSession(slot: Handle, access?: 'reading' | 'writing'): Promise<Handle>;
  closeSession(session: Handle): Promise<void>;
  login(session: Handle, pin: Uint8Array): Promise<void>;
  logout(session: Handle): Promise<void>;
  /** At most 16 objects that have all the attributes. */
  findObjects(session: Handle, template: readonly Attribute[]): Promise<readonly Handle[]>;
  /** The values in the order of the types; undefined where the object has none, or keeps it to itself. */
  attributes(
    session: Handle,
    object: Handle,
    types: readonly number[],
  ): Promise<readonly (Uint8Array | undefined)[]>;
  generateKeyPair(session: Handle, request: KeyPairRequest): Promise<void>;
  sign(session: Handle, key: Handle, mechanism: Mechanism, data: Uint8Array): Promise<Uint8Array>;
}

/** CK_ULONG; a bigint only where it is larger than a number can be. */
export type Handle = number | bigint;

export interface Slot {
  readonly id: Handle;
  readonly tokenLabel: string;
}

export interface Attribute {
  readonly type: number;
  /** A number stands for CK_ULONG, a truth value for CK_BBOOL. */
  readonly value: Uint8Array | number | boolean;
}

export interface Mechanism {
  readonly type: number;
  /** A structure of CK_ULONG members. */
  readonly parameter?: readonly number[];
}

export interface KeyPairRequest {
  readonly mechanism: Mechanism;
  readonly publicKey: readonly Attribute[];
  readonly privateKey: readonly Attribute[];
}

const maxFound = 16;
/** More than any signature: RSA of 8192 bits is 1024. */
const maxSignatureBytes = 4096;
const maxSlots = 256;
const tokenInfoBytes = 512;
const labelBytes = 32;
/** PKCS #11 v3.1, 5.4: calls come from several threads, and the module may use the system's locks. */
const osLockingOk = 2;
/** CKF_SERIAL_SESSION, and CKF_RW_SESSION for what changes the token. */
const sessionFlags = { reading: 4, writing: 6 };
const userKind = 1;

const struct = {
  attribute: koffi.struct({ type: 'ulong', value: 'void *', length: 'ulong' }),
  mechanism: koffi.struct({ type: 'ulong', parameter: 'void *', length: 'ulong' }),
  initialize: koffi.struct({
    createMutex: 'void *',
    destroyMutex: 'void *',
    lockMutex: 'void *',
    unlockMutex: 'void *',
    flags: 'ulong',
    reserved: 'void *',
  }),
};
const pointerTo = {
  attributes: koffi.pointer(struct.attribute),
  mechanism: koffi.pointer(struct.mechanism),
  initialize: koffi.pointer(struct.initialize),
  ulong: koffi.pointer('ulong'),
};
const inOut = { attributes: koffi.inout(pointerTo.attributes), ulong: koffi.inout(pointerTo.ulong) };

const template = [pointerTo.attributes, 'ulong'];

type Parameter = string | TypeObject | ReturnType<typeof koffi.inout>;

/** Place in CK_FUNCTION_LIST (PKCS #11 v3.1, 3.6) and the parameters of the functions that are called. */
const functions = {
  C_Initialize: [0, [pointerTo.initialize]],
  C_GetSlotList: [4, ['uint8_t', 'void *', inOut.ulong]],
  C_GetTokenInfo: [6, ['ulong', 'void *']],
  C_OpenSession: [12, ['ulong', 'ulong', 'void *', 'void *', inOut.ulong]],
  C_CloseSession: [13, ['ulong']],
  C_Login: [18, ['ulong', 'ulong', 'void *', 'ulong']],
  C_Logout: [19, ['ulong']],
  C_GetAttributeValue: [24, ['ulong', 'ulong', inOut.attributes, 'ulong']],
  C_FindObjectsInit: [26, ['ulong', pointerTo.attributes, 'ulong']],
  C_FindObjects: [27, ['ulong', 'void *', 'ulong', inOut.ulong]],
  C_FindObjectsFinal: [28, ['ulong']],
  C_SignInit: [42, ['ulong', pointerTo.mechanism, 'ulong']],
  C_Sign: [43, ['ulong', 'void *', 'ulong', 'void *', inOut.ulong]],
  C_GenerateKeyPair: [59, ['ulong', pointerTo.mechanism, ...template, ...template, inOut.ulong, inOut.ulong]],
} as const satisfies Readonly<Record<string, readonly [place: number, parameters: readonly Parameter[]]>>;
type FunctionName = keyof typeof functions;
type NativeFunction = ReturnType<LibraryHandle['func']>;

type Call = (name: FunctionName, ...values: readonly unknown[]) => Promise<void>;

const opened = new Map<string, Pkcs11Module>();
/** A library that nothing refers to is unloaded, and functions taken from its list do not count. */
const loaded: LibraryHandle[] = [];

/**
 * Loads the module at a path, once for the process and for good: its state belongs to the process too.
 * @throws SigningError `keys.unavailable` when there is no such module
 */
export function loadPkcs11Module(path: string): Pkcs11Module {
  const module = opened.get(path) ?? moduleOver(bind(path));
  opened.set(path, module);
  return module;
}

/** Only C_GetFunctionList must be visible in a module; the other functions are taken from its list. */
function bind(path: string): Call {
  let list: bigint;
  try {
    const library = koffi.load(path);
    loaded.push(library);
    const outPointer = koffi.out(koffi.pointer('void *'));
    const getFunctionList = library.func('C_GetFunctionList', 'ulong', [outPointer]);
    const out: [bigint] = [0n];
    check('C_GetFunctionList', getFunctionList(out));
    list = out[0];
  } catch (error) {
    throw new SigningError('keys.unavailable', 'the PKCS #11 module cannot be loaded', { cause: error });
  }
  const take = (place: number, parameters: readonly Parameter[]): NativeFunction => {
    // CK_VERSION comes first and takes the room of a pointer.
    const pointer: bigint = koffi.decode(list, koffi.sizeof('void *') * (place + 1), 'void *');
    return koffi.decode(pointer, koffi.proto('ulong', [...parameters]));
  };
  const bound = new Map<string, NativeFunction>();
  for (const [name, [place, parameters]] of Object.entries(functions))
    bound.set(name, take(place, parameters));
  return (name, ...values) =>
    new Promise((resolve, reject) => {
      bound.get(name)?.async(...values, (error: unknown, result: number) => {
        // The module writes into memory of these values: they must live until here.
        void values.length;
        if (error) reject(error);
        else if (result === 0) resolve();
        else reject(new Pkcs11Error(name, result));
      });
    });
}

function check(call: string, result: number): void {
  if (result !== 0) throw new Pkcs11Error(call, result);
}

function moduleOver(call: Call): Pkcs11Module {
  return {
    async initialize() {
      const args = { flags: osLockingOk };
      await call('C_Initialize', args).catch(unlessResult(results.cryptokiAlreadyInitialized));
    },
    slots: () => listSlots(call),
    async openSession(slot, access = 'reading') {
      const session: [Handle] = [0];
      await call('C_OpenSession', slot, sessionFlags[access], null, null, session);
      return session[0];
    },
    closeSession: (session) => call('C_CloseSession', session),
    login: (session, pin) => call('C_Login', session, userKind, pin, pin.length),
    logout: (session) => call('C_Logout', session),
    findObjects: (session, template) => findObjects(call, session, template),
    attributes: (session, object, types) => readAttributes(call, session, object, types),
    async generateKeyPair(session, { mechanism, publicKey, privateKey }) {
      const templates = [publicKey, privateKey].flatMap((one) => [templateOf(one), one.length]);
      await call('C_GenerateKeyPair', session, mechanismOf(mechanism), ...templates, [0], [0]);
    },
    async sign(session, key, mechanism, data) {
      await call('C_SignInit', session, mechanismOf(mechanism), key);
      const [signature, length]: [Buffer, [number]] = [Buffer.alloc(maxSignatureBytes), [maxSignatureBytes]];
      // An empty buffer would become a null pointer, which a module may refuse.
      const start = data.length > 0 ? data : Buffer.alloc(1);
      await call('C_Sign', session, start, data.length, signature, length);
      return signature.subarray(0, length[0]);
    },
  };
}

function mechanismOf({ type, parameter }: Mechanism): object {
  const bytes = parameter ? ulongs(...parameter) : null;
  return { type, parameter: bytes, length: bytes?.length ?? 0 };
}

function templateOf(attributes: readonly Attribute[]): object[] {
  return attributes.map(({ type, value }) => {
    const bytes = bytesOf(value);
    return { type, value: bytes, length: bytes.length };
  });
}

async function listSlots(call: Call): Promise<readonly Slot[]> {
  // A first call without room makes the module look for tokens anew (PKCS #11 v3.1, 5.5).
  await call('C_GetSlotList', 1, null, [0]);
  const [ids, count]: [Buffer, [number]] = [Buffer.alloc(maxSlots * koffi.sizeof('ulong')), [maxSlots]];
  await call('C_GetSlotList', 1, ids, count);
  const slots: Slot[] = [];
  for (const id of koffi.decode(ids, 'ulong', count[0])) {
    const info = Buffer.alloc(tokenInfoBytes);
    try {
      await call('C_GetTokenInfo', id, info);
    } catch (error) {
      // A token that went between the two calls is one that is not there.
      if (isLost(error)) continue;
      throw error;
    }
    slots.push({ id, tokenLabel: info.toString('utf8', 0, labelBytes).trimEnd() });
  }
  return slots;
}

async function findObjects(
  call: Call,
  session: Handle,
  template: readonly Attribute[],
): Promise<readonly Handle[]> {
  await call('C_FindObjectsInit', session, templateOf(template), template.length);
  try {
    const [found, count]: [Buffer, [number]] = [Buffer.alloc(maxFound * koffi.sizeof('ulong')), [0]];
    await call('C_FindObjects', session, found, maxFound, count);
    return [...koffi.decode(found, 'ulong', count[0])];
  } finally {
    await call('C_FindObjectsFinal', session);
  }
}

/** Asks for the lengths, then for the values; one attribute at a time, because one that is absent spoils the others. */
async function readAttributes(
  call: Call,
  session: Handle,
  object: Handle,
  types: readonly number[],
): Promise<readonly (Uint8Array | undefined)[]> {
  const values: (Uint8Array | undefined)[] = [];
  for (const type of types) {
    const asked = [{ type, value: null, length: 0 }];
    try {
      await call('C_GetAttributeValue', session, object, asked, 1);
      const value = Buffer.alloc(asked[0]?.length ?? 0);
      await call('C_GetAttributeValue', session, object, [{ type, value, length: value.length }], 1);
      values.push(value);
    } catch (error) {
      unlessResult(results.attributeTypeInvalid)(error);
      values.push(undefined);
    }
  }
  return values;
}

function bytesOf(value: Attribute['value']): Uint8Array {
  if (typeof value === 'number') return ulongs(value);
  return typeof value === 'boolean' ? Buffer.from([value ? 1 : 0]) : value;
}

/** CK_ULONG values as the module reads them from memory. */
function ulongs(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * koffi.sizeof('ulong'));
  koffi.encode(bytes, 'ulong', values, values.length);
  return bytes;
}
