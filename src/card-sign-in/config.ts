import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Certificate, derBlocks, policies, readCertificate } from '../../certs/index.ts';
import { origin, setting } from '../config/index.ts';

const listOf = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const agentOrigin = origin
  .refine(
    (value) => ['127.0.0.1', 'localhost'].includes(new URL(value).hostname),
    'must be on the loopback interface, such as http://127.0.0.1:24817',
  )
  .meta({ description: 'an origin on 127.0.0.1 or localhost' });

/** Certificates of authorities by the paths of their files. */
export const authorityFiles = z
  .string()
  .transform((text, context) => {
    const found = listOf(text).map(readAuthorities);
    for (const problem of found.filter((one) => typeof one === 'string'))
      context.addIssue({ code: 'custom', message: problem });
    return found.flatMap((one): readonly Certificate[] => (typeof one === 'string' ? [] : one));
  })
  .meta({ description: 'paths of certificates in PEM or DER, with commas' });

/** The certificates in a file, or what is wrong with it. */
function readAuthorities(path: string): readonly Certificate[] | string {
  let reads: readonly ReturnType<typeof readCertificate>[];
  try {
    reads = derBlocks(readFileSync(path), 'CERTIFICATE').map(readCertificate);
  } catch {
    return `${path} cannot be read`;
  }
  const certificates = reads.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
  if (certificates.length === 0 || certificates.length < reads.length) return `${path} is no certificate`;
  if (certificates.some(({ known }) => !known.basicConstraints?.cA))
    return `${path} is not the certificate of an authority`;
  return certificates;
}

export const responderAddresses = z
  .string()
  .transform(listOf)
  .refine(
    (list) => list.every((url) => /^https?:\/\//.test(url) && URL.canParse(url)),
    'must be http or https addresses',
  )
  .meta({ description: 'http or https addresses, with commas' });

const objectIdentifiers = z
  .string()
  .transform(listOf)
  .refine(
    (list) => list.every((oid) => /^[0-2](\.(0|[1-9][0-9]*))+$/.test(oid)),
    'must be object identifiers such as 1.3.6.1.4.1.99999.1',
  )
  .meta({ description: 'object identifiers, with commas' });

/** Settings of the sign-in with the e-signature card. */
export const cardSignInSettings = {
  authorities: setting(
    'ACAR_CARD_AUTHORITY_FILES',
    authorityFiles,
    'Certificates of the authorities that issue cards: they are the trust anchors. Empty = no sign-in with the card',
    { fallback: '' },
  ),
  agentOrigin: setting(
    'ACAR_CARD_AGENT_ORIGIN',
    agentOrigin,
    "Where the card agent listens on the person's own computer; the same for everybody",
    { fallback: 'http://127.0.0.1:24817' },
  ),
  ocspAddresses: setting(
    'ACAR_CARD_OCSP_URLS',
    responderAddresses,
    'OCSP responders of those authorities, and the only ones that are asked: the one that the certificate names, else the first; private addresses are allowed. Empty = the certificate service in this process (role pki)',
    { fallback: '' },
  ),
  disallowedPolicies: setting(
    'ACAR_CARD_DISALLOWED_POLICIES',
    objectIdentifiers,
    'Certificate policies of what is no card, such as a phone; a certificate under one of them is refused',
    { fallback: `${policies.mobileSignature},${policies.mobileAuthentication}` },
  ),
} as const;
