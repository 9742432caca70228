import type { Command } from '../model.ts';
import { accountBlock, accountContacts, accountIssue, accountReissue, accountUnblock } from './account.ts';
import { caCommands } from './ca.ts';
import { clientAdd, clientDisable, clientList, clientShow } from './client.ts';
import { courtCommands } from './court.ts';
import { gatewayCommands } from './gateway.ts';
import { holdCommands } from './hold.ts';
import { keysList, keysReseal, keysRevoke, keysRotate } from './keys.ts';
import { logVerify } from './log.ts';
import { logoutList } from './logout.ts';
import { mobileCommands } from './mobile.ts';
import { questionCommands } from './question.ts';
import { recordsErasePayload, recordsPayload } from './records.ts';
import { signDocuments } from './sign.ts';
import { statisticsRebuild, statisticsShow } from './statistics.ts';
import { configCheck, migrateDatabase } from './service.ts';
import { verifyPayload } from './verify-payload.ts';
import { verifyProof, verifyReceipt } from './verify-log.ts';
import { verifyDraws } from './verify-draws.ts';
import { verifyDocument } from './verify-document.ts';
import { verifyOcsp, verifyPath, verifyWebEid } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  clientAdd,
  clientList,
  clientShow,
  clientDisable,
  accountIssue,
  accountReissue,
  accountBlock,
  accountUnblock,
  accountContacts,
  keysList,
  keysRotate,
  keysRevoke,
  keysReseal,
  statisticsShow,
  statisticsRebuild,
  logoutList,
  logVerify,
  recordsPayload,
  recordsErasePayload,
  ...holdCommands,
  migrateDatabase,
  configCheck,
  ...caCommands,
  ...mobileCommands,
  ...courtCommands,
  ...gatewayCommands,
  ...questionCommands,
  signDocuments,
  verifyPath,
  verifyOcsp,
  verifyWebEid,
  verifyProof,
  verifyReceipt,
  verifyPayload,
  verifyDraws,
  verifyDocument,
];
