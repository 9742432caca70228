export { readDurableFile, writeDurableFile } from './durable-file.ts';
export { type KeyFile, openKeyFile } from './key-file.ts';
