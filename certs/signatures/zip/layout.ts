/** Sizes and marks of the structures of a ZIP file (APPNOTE.TXT 6.3.10, clauses 4.3.7 to 4.3.16). */
export const marks = {
  localHeader: 0x04034b50,
  dataDescriptor: 0x08074b50,
  directoryHeader: 0x02014b50,
  endOfDirectory: 0x06054b50,
  zip64EndOfDirectory: 0x06064b50,
  zip64Locator: 0x07064b50,
} as const;

export const lengths = {
  localHeader: 30,
  directoryHeader: 46,
  endOfDirectory: 22,
  zip64EndOfDirectory: 56,
  zip64Locator: 20,
} as const;

/** In a field of two or four octets: the value is in the ZIP64 structure (4.4.1.4). */
export const saturated = { two: 0xffff, four: 0xffffffff } as const;

/** General purpose bits (4.4.4). */
export const flags = {
  encrypted: 0x0001,
  /** Options of deflate, which an inflater need not know. */
  deflateOptions: 0x0006,
  dataDescriptor: 0x0008,
  strongEncryption: 0x0040,
  utf8: 0x0800,
  maskedHeader: 0x2000,
} as const;

export const methods = { stored: 0, deflated: 8 } as const;

/** Kinds of extra fields (4.5.2 and 4.6.9). */
export const extraFields = { zip64: 0x0001, unicodePath: 0x7075 } as const;

/** Kinds of files as Unix has them: not told, a folder, a file. */
export const fileKinds: ReadonlySet<number> = new Set([0, 0x4000, 0x8000]);
