import type { Command } from '../model.ts';
import { accountIssue } from './account.ts';
import { clientAdd, clientDisable, clientList, clientShow } from './client.ts';
import { configCheck, keysRotate, migrateDatabase } from './service.ts';
import { verifyPath } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  clientAdd,
  clientList,
  clientShow,
  clientDisable,
  accountIssue,
  keysRotate,
  migrateDatabase,
  configCheck,
  verifyPath,
];
