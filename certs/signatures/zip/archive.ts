import type { ByteSource } from '../model.ts';

/** One entry, of which the directory and the local header say the same. */
export interface ZipEntry {
  /** With `/` between its parts; that of a directory ends with one. */
  readonly name: string;
  readonly isDirectory: boolean;
  readonly isStored: boolean;
  readonly hasExtraField: boolean;
  /** The directory has a comment on it. */
  readonly hasComment?: boolean;
  readonly compressedSize: number;
  readonly crc32: number;
  /** Inflated and checked while it is read; a ZipError ends the reading when it is not what the directory says. */
  readonly content: ByteSource;
  /** Local header, data and descriptor, as they lie. */
  readonly record: ByteSource;
  readonly fields: DirectoryFields;
}

/** What a directory keeps of an entry as it came. */
export interface DirectoryFields {
  readonly nameBytes: Uint8Array;
  readonly versionNeeded: number;
  readonly flags: number;
  readonly time: number;
  readonly date: number;
}

export interface ZipArchive {
  /** In the order in which they lie. */
  readonly entries: readonly ZipEntry[];
  readonly comment: Uint8Array;
}

export interface ZipLimits {
  readonly maxEntries: number;
  readonly maxDirectoryBytes: number;
  /** Of all entries together, inflated. */
  readonly maxInflatedBytes: number;
  /** Inflated bytes for each byte of the archive; what is inflated to no more than `ratioFreeBytes` is not counted. */
  readonly maxRatio: number;
  readonly ratioFreeBytes: number;
}

/** A single entry of zeros has a ratio near 1000, and honest containers reach 50; so the whole is counted. */
export const defaultZipLimits: ZipLimits = {
  maxEntries: 4096,
  maxDirectoryBytes: 4 * 1024 * 1024,
  maxInflatedBytes: 16 * 1024 ** 3,
  maxRatio: 100,
  ratioFreeBytes: 16 * 1024 * 1024,
};
