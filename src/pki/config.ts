import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { origin, secretFile, setting } from '../config/index.ts';
import { AuthorityError } from './authority/index.ts';
import { readListScheme } from './trusted-list/index.ts';

const listScheme = z
  .string()
  .transform((path, context) => {
    if (path === '') return undefined;
    try {
      return readListScheme(readFileSync(path, 'utf8'));
    } catch (error) {
      const problems = error instanceof AuthorityError ? error.problems : ['cannot be read'];
      for (const problem of problems) context.addIssue({ code: 'custom', message: `${path}: ${problem}` });
      return z.NEVER;
    }
  })
  .meta({ description: 'path of a file in YAML' });

/** Settings of the certificate service. Processes without the role `pki` need none of them. */
export const pkiSettings = {
  origin: setting(
    'ACAR_PKI_ORIGIN',
    z.union([z.literal('').transform(() => undefined), origin]),
    'Origin of the certificate service, as the plan of the ceremony has it; http is right here (RFC 5280 4.2.2.1)',
    { fallback: '' },
  ),
  apiOrigin: setting(
    'ACAR_PKI_API_ORIGIN',
    z.union([z.literal('').transform(() => undefined), origin]),
    'Origin where systems order certificates (REST and EST) and show theirs: with TLS of our own, a listener on its port; behind a proxy, the proxy passes Client-Cert (RFC 9440). Empty = no orders over the network',
    { fallback: '', refusedInProduction: (value) => value?.startsWith('http:') === true },
  ),
  folder: setting(
    'ACAR_PKI_FOLDER',
    z.string().transform((path) => (path === '' ? undefined : path)),
    'Folder that a key ceremony wrote (acar ca ceremony)',
    { fallback: '' },
  ),
  passphrase: setting(
    'ACAR_PKI_SECRET_FILE',
    z.union([z.literal('').transform(() => undefined), secretFile]),
    "File with the passphrase of the authorities' keys, at least 32 bytes, mode 0600: for processes with the role pki alone",
    { fallback: '' },
  ),
  trustedList: setting(
    'ACAR_TRUSTED_LIST_FILE',
    listScheme,
    'What the trusted list (ETSI TS 119 612) that the role pki publishes says of its scheme and operator, as src/demo/trusted-list.yaml; the seal of the service signs it. Empty = none is published',
    { fallback: '' },
  ),
};
