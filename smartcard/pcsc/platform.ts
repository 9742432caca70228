import koffi, { type TypeObject } from 'koffi';

/** What winscard.h leaves to the operating system. */
export interface Platform {
  readonly library: string;
  readonly types: {
    /** LONG, which functions return. */
    readonly long: string;
    readonly dword: string;
    /** SCARDCONTEXT and SCARDHANDLE. */
    readonly handle: string;
    readonly text: string;
    /** Of functions that take text: the W names of Windows, whose A names know only one code page. */
    readonly suffix: '' | 'W';
  };
  readonly characterBytes: 1 | 2;
  readonly structures: {
    readonly atr: TypeObject;
    readonly readerState: TypeObject;
    readonly ioRequest: TypeObject;
  };
  /** macOS keeps an older SCardControl under that name. */
  readonly controlName: 'SCardControl' | 'SCardControl132';
  /** Whether SCardGetStatusChange knows the reader that stands for all others. */
  readonly announcesReaders: boolean;
  controlCode(functionCode: number): number;
  /** A multi-string: each part ends with a NUL, the list with one more. */
  decodeList(bytes: Uint8Array): readonly string[];
}

const atrBytes = { pcscLite: 33, windows: 36 };
const encodings = { 1: 'utf8', 2: 'utf16le' } as const;

function structuresOf(
  types: Platform['types'],
  { atrLength, isPacked }: { readonly atrLength: number; readonly isPacked: boolean },
): Platform['structures'] {
  const atr = koffi.array('uint8_t', atrLength, 'Typed');
  const members = {
    name: types.text,
    userData: 'void *',
    currentState: types.dword,
    eventState: types.dword,
    atrLength: types.dword,
    atr,
  };
  return {
    atr,
    readerState: isPacked ? koffi.pack(members) : koffi.struct(members),
    ioRequest: koffi.struct({ protocol: types.dword, length: types.dword }),
  };
}

const pcscLiteCode = (functionCode: number) => 0x42000000 + functionCode;
/** CTL_CODE(FILE_DEVICE_SMARTCARD, code, METHOD_BUFFERED, FILE_ANY_ACCESS). */
const windowsCode = (functionCode: number) => 0x31 * 0x10000 + functionCode * 4;

function decodeListOf(characterBytes: 1 | 2): Platform['decodeList'] {
  return (bytes) =>
    Buffer.from(bytes)
      .toString(encodings[characterBytes])
      .split('\0')
      .filter((name) => name !== '');
}

function linux(): Platform {
  // LONG and DWORD are C's long: 8 bytes on 64-bit systems.
  const types = { long: 'long', dword: 'ulong', handle: 'long', text: 'str', suffix: '' } as const;
  return {
    library: 'libpcsclite.so.1',
    types,
    characterBytes: 1,
    structures: structuresOf(types, { atrLength: atrBytes.pcscLite, isPacked: false }),
    controlName: 'SCardControl',
    announcesReaders: true,
    controlCode: pcscLiteCode,
    decodeList: decodeListOf(1),
  };
}

function macos(): Platform {
  const types = { long: 'int32_t', dword: 'uint32_t', handle: 'int32_t', text: 'str', suffix: '' } as const;
  return {
    library: '/System/Library/Frameworks/PCSC.framework/PCSC',
    types,
    characterBytes: 1,
    structures: structuresOf(types, { atrLength: atrBytes.pcscLite, isPacked: true }),
    controlName: 'SCardControl132',
    announcesReaders: false,
    controlCode: pcscLiteCode,
    decodeList: decodeListOf(1),
  };
}

function windows(): Platform {
  const types = {
    long: 'int32_t',
    dword: 'uint32_t',
    handle: 'uintptr_t',
    text: 'str16',
    suffix: 'W',
  } as const;
  return {
    library: 'winscard.dll',
    types,
    characterBytes: 2,
    structures: structuresOf(types, { atrLength: atrBytes.windows, isPacked: false }),
    controlName: 'SCardControl',
    announcesReaders: true,
    controlCode: windowsCode,
    decodeList: decodeListOf(2),
  };
}

const platforms = new Map<string, Platform>();

/** Systems other than macOS and Windows are taken for one with pcsc-lite. */
export function platformOf(system: string): Platform {
  const make = system === 'darwin' ? macos : system === 'win32' ? windows : linux;
  const platform = platforms.get(system) ?? make();
  platforms.set(system, platform);
  return platform;
}
