export { defaultZipLimits, type ZipArchive, type ZipEntry, type ZipLimits } from './archive.ts';
export { ZipError, type ZipRefusalCode } from './errors.ts';
export { readZip, type ReadZip } from './read.ts';
export { composedArchive, composeZip, type NewEntry } from './write.ts';
