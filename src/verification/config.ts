import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Certificate, derBlocks, readCertificate } from '../../certs/index.ts';
import type { TrustedService, TrustedServiceType } from '../../certs/signatures/judgement/index.ts';
import { origin, setting, wholeNumber } from '../config/index.ts';
import type { ForeignListFiles } from './foreign-lists.ts';

const listOf = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const types: readonly TrustedServiceType[] = ['ca', 'ocsp', 'tsa'];

/** Trusted services by what they are for and the paths of their certificates, as in `ca:/etc/acar/a.pem`. */
const trustedFiles = z
  .string()
  .transform((text, context) => {
    const found = listOf(text).map(readServices);
    for (const problem of found.filter((one) => typeof one === 'string'))
      context.addIssue({ code: 'custom', message: problem });
    return found.flatMap((one): readonly TrustedService[] => (typeof one === 'string' ? [] : one));
  })
  .meta({ description: '`ca:`, `ocsp:` or `tsa:` with the path of certificates in PEM or DER, with commas' });

/** The services of one entry, or what is wrong with it. */
function readServices(entry: string): readonly TrustedService[] | string {
  const at = entry.indexOf(':');
  const type = types.find((one) => one === entry.slice(0, at));
  const path = entry.slice(at + 1);
  if (!type) return `${entry} does not begin with ca:, ocsp: or tsa:`;
  try {
    const reads = derBlocks(readFileSync(path), 'CERTIFICATE').map(readCertificate);
    const certificates = reads.flatMap((read): readonly Certificate[] =>
      read.kind === 'read' ? [read.value] : [],
    );
    if (certificates.length === 0 || certificates.length < reads.length) return `${path} is no certificate`;
    return certificates.map((certificate) => ({ type, certificate }));
  } catch {
    return `${path} cannot be read`;
  }
}

const origins = z
  .string()
  .transform(listOf)
  .refine(
    (list) => list.every((url) => URL.canParse(url) && new URL(url).origin === url && /^https?:/.test(url)),
    'must be origins such as http://ocsp.example.com',
  )
  .meta({ description: 'origins, with commas' });

/** Pairs of paths: a list, and the certificates of its signers. */
const foreignLists = z
  .string()
  .transform((text, context) =>
    listOf(text).map((pair): ForeignListFiles => {
      const [list = '', signers = '', ...others] = pair.split('=');
      if (list === '' || signers === '' || others.length > 0)
        context.addIssue({
          code: 'custom',
          message: `${pair} is not a list and its signers, as in a.xml=a.pem`,
        });
      return { list, signers };
    }),
  )
  .meta({ description: 'pairs of paths such as `/etc/acar/ee.xml=/etc/acar/ee-signers.pem`, with commas' });

const gibibyte = 1024 ** 3;

/** Settings of the public verification of documents. */
export const verificationSettings = {
  origin: setting(
    'ACAR_VERIFICATION_ORIGIN',
    z.union([z.literal('').transform(() => undefined), origin]),
    'Origin where everybody may verify documents. Empty = no such page',
    { fallback: '', refusedInProduction: (value) => value?.startsWith('http:') === true },
  ),
  maxBytes: setting(
    'ACAR_VERIFICATION_MAX_BYTES',
    wholeNumber(1024, 16 * gibibyte),
    'Most bytes of a document with the files beside it; what does not fit into memory lies in a nameless temporary file meanwhile',
    { fallback: String(gibibyte) },
  ),
  spoolBytes: setting(
    'ACAR_VERIFICATION_SPOOL_BYTES',
    wholeNumber(1024, 1024 * gibibyte),
    'Most bytes of documents that lie in temporary files of a process at a time; who comes when they are used up is told to come again. At least as many as of one document',
    { fallback: String(4 * gibibyte) },
  ),
  triesPerAddress: setting(
    'ACAR_VERIFICATION_ADDRESS_FREE',
    wholeNumber(1, 1_000_000),
    'Documents that may be verified from one network address in ten minutes before it has to wait',
    { fallback: '60' },
  ),
  trusted: setting(
    'ACAR_VERIFICATION_TRUST_FILES',
    trustedFiles,
    'Trusted services beside the authorities of this service',
    { fallback: '' },
  ),
  foreignLists: setting(
    'ACAR_VERIFICATION_TRUSTED_LISTS',
    foreignLists,
    'Trusted lists of others (ETSI TS 119 612) whose services are believed too, each with the certificates of those who may sign it. They are read again when they change, and believed until their NextUpdate',
    { fallback: '' },
  ),
  evidenceOrigins: setting(
    'ACAR_VERIFICATION_EVIDENCE_ORIGINS',
    origins,
    'Origins of others that may be asked for OCSP answers, revocation lists and the certificates of issuers; private addresses are allowed. Our own certificate service is always asked',
    { fallback: '' },
  ),
} as const;
