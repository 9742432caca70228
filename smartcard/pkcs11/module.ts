import { type Handle, loadModule, type NativeModule } from './native.ts';
import { results, unlessResult } from './results.ts';

export type { Handle } from './native.ts';

/** What cards need of a PKCS #11 module. Every function raises Pkcs11Refusal unless the module answers CKR_OK. */
export interface CardModule {
  /** All slots, with or without a token. */
  slots(): Promise<readonly Slot[]>;
  /** @throws when the slot holds no token */
  token(slot: Handle): Promise<Token>;
  mechanisms(slot: Handle): Promise<ReadonlySet<number>>;
  openSession(slot: Handle, access: 'reading' | 'writing'): Promise<Handle>;
  closeSession(session: Handle): Promise<void>;
  /** Undefined = typed at the reader's own keys. */
  login(session: Handle, user: 'user' | 'context', pin: Uint8Array | undefined): Promise<void>;
  logout(session: Handle): Promise<void>;
  setPin(session: Handle, current: Uint8Array, next: Uint8Array): Promise<void>;
  /** At most 64 objects that have all the attributes. */
  find(session: Handle, template: readonly Attribute[]): Promise<readonly Handle[]>;
  /** Undefined where the object has no such attribute, or keeps it to itself. */
  attribute(session: Handle, object: Handle, type: number): Promise<Uint8Array | undefined>;
  signInit(session: Handle, key: Handle, mechanism: Mechanism): Promise<void>;
  sign(session: Handle, data: Uint8Array): Promise<Uint8Array>;
}

export interface Slot {
  readonly id: Handle;
  readonly description: string;
  readonly hasToken: boolean;
}

export interface Token {
  readonly label: string;
  readonly serial: string;
  readonly hasPinPad: boolean;
  /** What the flags tell: 0, 1, or undefined for more. */
  readonly triesLeft: number | undefined;
  readonly minPin: number;
  readonly maxPin: number;
}

export interface Attribute {
  readonly type: number;
  /** A number stands for CK_ULONG. */
  readonly value: Uint8Array | number;
}

export interface Mechanism {
  readonly type: number;
  /** A structure of CK_ULONG members. */
  readonly parameter?: readonly number[];
}

const mostSlots = 64;
const mostObjects = 64;
const mostMechanisms = 512;
const infoBytes = 512;
/** More than any signature of a card. */
const mostSignatureBytes = 1024;
/** CKF_OS_LOCKING_OK: calls come from several threads. Without it modules crash under parallel calls. */
const osLockingOk = 2;
const sessionFlags = { reading: 4, writing: 6 } as const;
/** CKU_USER, CKU_CONTEXT_SPECIFIC. */
const users = { user: 1, context: 2 } as const;
const tokenPresent = 1;
const tokenFlag = { pinPad: 0x100, lastTry: 0x20000, locked: 0x40000 };

/** @throws TransportError `transport.no_service` when the module cannot be loaded */
export async function openModule(path: string): Promise<CardModule> {
  const native = loadModule(path);
  const { call, ulongs } = native;
  await call('C_Initialize', { flags: osLockingOk }).catch(unlessResult(results.alreadyInitialized));
  return {
    slots: () => listSlots(native),
    token: (slot) => readToken(native, slot),
    async mechanisms(slot) {
      const [types, count]: [Buffer, [number]] = [
        Buffer.alloc(mostMechanisms * native.ulongBytes),
        [mostMechanisms],
      ];
      await call('C_GetMechanismList', slot, types, count);
      return new Set(native.readUlongs(types, count[0]).map(Number));
    },
    async openSession(slot, access) {
      const session: [Handle] = [0];
      await call('C_OpenSession', slot, sessionFlags[access], null, null, session);
      return session[0];
    },
    closeSession: (session) => call('C_CloseSession', session),
    login: (session, user, pin) => call('C_Login', session, users[user], pin ?? null, pin?.length ?? 0),
    logout: (session) => call('C_Logout', session),
    setPin: (session, current, next) => call('C_SetPIN', session, current, current.length, next, next.length),
    find: (session, template) => findObjects(native, session, template),
    attribute: (session, object, type) => readAttribute(native, { session, object, type }),
    async signInit(session, key, { type, parameter }) {
      const bytes = parameter ? ulongs(...parameter) : null;
      await call('C_SignInit', session, { type, parameter: bytes, length: bytes?.length ?? 0 }, key);
    },
    async sign(session, data) {
      const [value, length]: [Buffer, [number]] = [Buffer.alloc(mostSignatureBytes), [mostSignatureBytes]];
      await call('C_Sign', session, data, data.length, value, length);
      return value.subarray(0, length[0]);
    },
  };
}

async function listSlots(native: NativeModule): Promise<readonly Slot[]> {
  // A first call without room makes the module look for readers anew (PKCS #11 v3.1, 5.5).
  await native.call('C_GetSlotList', 0, null, [0]);
  const [ids, count]: [Buffer, [number]] = [Buffer.alloc(mostSlots * native.ulongBytes), [mostSlots]];
  await native.call('C_GetSlotList', 0, ids, count);
  const slots: Slot[] = [];
  for (const id of native.readUlongs(ids, count[0])) {
    const info = Buffer.alloc(infoBytes);
    await native.call('C_GetSlotInfo', id, info);
    const [flags = 0] = native.readUlongs(info.subarray(96), 1).map(Number);
    slots.push({ id, description: textOf(info, 0, 64), hasToken: (flags & tokenPresent) !== 0 });
  }
  return slots;
}

async function readToken(native: NativeModule, slot: Handle): Promise<Token> {
  const info = Buffer.alloc(infoBytes);
  await native.call('C_GetTokenInfo', slot, info);
  // CK_TOKEN_INFO: 96 octets of text, then CK_ULONGs: flags, four counts of sessions, the PIN's lengths.
  const [flags = 0, , , , , maxPin = 0, minPin = 0] = native.readUlongs(info.subarray(96), 7).map(Number);
  const isLastTry = (flags & tokenFlag.lastTry) !== 0;
  return {
    label: textOf(info, 0, 32),
    serial: textOf(info, 80, 16),
    hasPinPad: (flags & tokenFlag.pinPad) !== 0,
    triesLeft: (flags & tokenFlag.locked) !== 0 ? 0 : isLastTry ? 1 : undefined,
    minPin,
    maxPin,
  };
}

async function findObjects(
  native: NativeModule,
  session: Handle,
  template: readonly Attribute[],
): Promise<readonly Handle[]> {
  const attributes = template.map(({ type, value }) => {
    const bytes = typeof value === 'number' ? native.ulongs(value) : value;
    return { type, value: bytes, length: bytes.length };
  });
  await native.call('C_FindObjectsInit', session, attributes, attributes.length);
  try {
    const [found, count]: [Buffer, [number]] = [Buffer.alloc(mostObjects * native.ulongBytes), [0]];
    await native.call('C_FindObjects', session, found, mostObjects, count);
    return native.readUlongs(found, count[0]);
  } finally {
    await native.call('C_FindObjectsFinal', session);
  }
}

interface AttributeQuestion {
  readonly session: Handle;
  readonly object: Handle;
  readonly type: number;
}

/** Asks for the length, then for the value. */
async function readAttribute(
  { call }: NativeModule,
  { session, object, type }: AttributeQuestion,
): Promise<Uint8Array | undefined> {
  const asked = [{ type, value: null, length: 0 }];
  try {
    await call('C_GetAttributeValue', session, object, asked, 1);
    const value = Buffer.alloc(asked[0]?.length ?? 0);
    await call('C_GetAttributeValue', session, object, [{ type, value, length: value.length }], 1);
    return value;
  } catch (error) {
    unlessResult(results.attributeTypeInvalid, results.attributeSensitive)(error);
    return undefined;
  }
}

/** Padded with blanks. */
function textOf(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('utf8', start, start + length).replace(/[\0 ]+$/, '');
}
