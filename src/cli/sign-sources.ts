import {
  type Certificate,
  createEvidenceSource,
  createTimestampSource,
  derBlocks,
  levels,
  type Level,
  type LevelSources,
  readCertificate,
  type RevocationSource,
} from '../../certs/index.ts';
import { createOcspClient } from '../card-sign-in/index.ts';
import type { Fetch } from '../http/index.ts';
import { createCrlClient, createTimeStampClient } from '../signature-sources/index.ts';
import { CliError } from './errors.ts';
import { type CommandInput, listOf, required, type Services } from './model.ts';

type Options = CommandInput['options'];

/** What a level above B needs, from the addresses that were given and no others; undefined for B. */
export interface OpenedSources {
  readonly raised: { readonly level: Exclude<Level, 'B'>; readonly sources: LevelSources };
  close(): Promise<void>;
}

/** @throws CliError `cli.usage` */
export async function openSources(options: Options, services: Services): Promise<OpenedSources | undefined> {
  const level = levels.find((one) => one === (options['level'] ?? 'B'));
  if (level === undefined) throw new CliError('cli.usage', `--level is one of ${levels.join(', ')}`);
  if (level === 'B') {
    if (options['tsa'] !== undefined) throw new CliError('cli.usage', '--tsa goes with --level T, LT or LTA');
    return undefined;
  }
  const address = required(options, 'tsa');
  const anchors = level === 'T' ? [] : readAnchors(options, services);
  const fetch = services.openFetch();
  const sources = {
    timestamps: createTimestampSource({ hash: 'sha256', send: createTimeStampClient({ address, fetch }) }),
    evidence: createEvidenceSource({
      anchors,
      intermediates: [],
      ocsp: ocspOf(options, fetch),
      crls: createCrlClient({ origins: listOf(options, 'crl-origins'), fetch }),
      now: () => services.now(),
    }),
  };
  return { raised: { level, sources }, close: () => fetch.close() };
}

function readAnchors(options: Options, services: Services): readonly Certificate[] {
  return required(options, 'anchors')
    .split(',')
    .flatMap((path) => derBlocks(services.readBytes(path), 'CERTIFICATE').map(readCertificate))
    .flatMap((read) => (read.kind === 'read' ? [read.value] : []));
}

function ocspOf(options: Options, fetch: Fetch): RevocationSource {
  const [first, ...others] = listOf(options, 'ocsp');
  if (first === undefined) return { fetch: () => Promise.reject(new Error('no responder was given')) };
  return createOcspClient({ addresses: [first, ...others], fetch });
}
