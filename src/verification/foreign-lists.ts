import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { derBlocks, readCertificate, type Certificate } from '../../certs/index.ts';
import type { TrustedService } from '../../certs/signatures/judgement/index.ts';
import {
  readTrustedList,
  type TrustedList,
  type TrustedListErrorCode,
  trustModelOf,
} from '../../certs/signatures/trust/index.ts';
import type { Clock } from '../../oidc/ports.ts';

/** A trusted list of somebody else, and the certificates of those who may sign it. Paths of files. */
export interface ForeignListFiles {
  readonly list: string;
  readonly signers: string;
}

export type ForeignListTrouble = TrustedListErrorCode | 'trusted_list.unreadable' | 'trusted_list.no_signer';

/** How a foreign list stands. */
export interface ForeignListState {
  /** Name of its file. */
  readonly list: string;
  readonly sequenceNumber: number | undefined;
  /** Milliseconds since 1970. */
  readonly nextUpdate: number | undefined;
  /** Whether its services are believed now. */
  readonly isBelieved: boolean;
  /** What is wrong with the file as it is now; a list that was read before is believed until it has run out. */
  readonly trouble: { readonly code: ForeignListTrouble; readonly message: string } | undefined;
}

/** Foreign lists in files that may change while the service runs. */
export interface ForeignLists {
  /** Reads again what has changed. Never throws for what is in the files. */
  refresh(): Promise<void>;
  /** Of the lists that have not run out. */
  services(): readonly TrustedService[];
  states(): readonly ForeignListState[];
}

interface Held {
  readonly files: ForeignListFiles;
  /** Of the files that were read last. */
  seen: string | undefined;
  list: TrustedList | undefined;
  services: readonly TrustedService[];
  trouble: ForeignListState['trouble'];
}

/** A list of more bytes is not read. */
const mostBytes = 64 * 1024 * 1024;

/** Nothing is read before the first `refresh`. */
export function createForeignLists(deps: {
  readonly files: readonly ForeignListFiles[];
  readonly clock: Clock;
  /** Told once of each change of how a list stands. */
  readonly onTrouble: (state: ForeignListState) => void;
}): ForeignLists {
  const { clock, onTrouble } = deps;
  const all = deps.files.map(
    (files): Held => ({ files, seen: undefined, list: undefined, services: [], trouble: undefined }),
  );
  const told = new Map<Held, string>();
  const states = () => all.map((held) => stateOf(held, clock.now()));
  return {
    async refresh() {
      for (const held of all) {
        await refresh(held);
        const state = stateOf(held, clock.now());
        const word = state.trouble?.code ?? '';
        if (word !== '' && told.get(held) !== word) onTrouble(state);
        told.set(held, word);
      }
    },
    services: () => all.flatMap((held) => (isCurrent(held.list, clock.now()) ? held.services : [])),
    states,
  };
}

function isCurrent(list: TrustedList | undefined, now: number): boolean {
  return list?.nextUpdate !== undefined && now <= list.nextUpdate;
}

function stateOf({ files, list, trouble }: Held, now: number): ForeignListState {
  const isBelieved = isCurrent(list, now);
  const outdated = { code: 'trusted_list.outdated', message: 'the list has run out' } as const;
  return {
    list: basename(files.list),
    sequenceNumber: list?.sequenceNumber,
    nextUpdate: list?.nextUpdate,
    isBelieved,
    trouble: trouble ?? (isBelieved ? undefined : outdated),
  };
}

/** A file that cannot be read or believed leaves what was read before; it is looked at again when it changes. */
async function refresh(held: Held): Promise<void> {
  const { files } = held;
  const failed = (code: ForeignListTrouble, message: string) => {
    held.trouble = { code, message };
  };
  try {
    const found = await Promise.all([stat(files.list), stat(files.signers)]);
    const seen = found.map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`).join();
    if (seen === held.seen) return;
    if (found.some(({ size }) => size > mostBytes)) return failed('trusted_list.unreadable', 'too large');
    const [bytes, signerBytes] = await Promise.all([readFile(files.list), readFile(files.signers)]);
    held.seen = seen;
    const signers = readSigners(signerBytes);
    if (!signers) return failed('trusted_list.no_signer', `${files.signers} holds no certificates`);
    // Whether it has run out is asked whenever it is used.
    const last = held.list?.sequenceNumber;
    const question = { signers, time: 0, ...(last === undefined ? {} : { lastSequenceNumber: last }) };
    const read = await readTrustedList(bytes, question);
    if (read.kind === 'refused') return failed(read.code, read.message);
    held.list = read.list;
    held.services = trustModelOf(read.list).services;
    held.trouble = undefined;
  } catch (error) {
    held.seen = undefined;
    failed('trusted_list.unreadable', error instanceof Error ? error.message : 'cannot be read');
  }
}

function readSigners(bytes: Uint8Array): readonly Certificate[] | undefined {
  const reads = derBlocks(bytes, 'CERTIFICATE').map(readCertificate);
  const certificates = reads.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
  return certificates.length > 0 && certificates.length === reads.length ? certificates : undefined;
}
