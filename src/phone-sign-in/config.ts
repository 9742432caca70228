import { z } from 'zod';
import { policies } from '../../certs/index.ts';
import { type PhonePolicies, type PhonePolicy } from '../../oidc/phone-proof/index.ts';
import { levels } from '../../oidc/ports.ts';
import { authorityFiles, responderAddresses } from '../card-sign-in/index.ts';
import { setting } from '../config/index.ts';

const entryPattern = /^([0-2](?:\.(?:0|[1-9][0-9]*))+)=(\w+)\/(hwk|swk)$/;

/** `<object identifier>=<level>/<hwk or swk>`, with commas between the entries. */
const policyTable = z
  .string()
  .transform((text, context): PhonePolicies => {
    const entries = text.split(',').map((entry) => readEntry(entry.trim()));
    const known = entries.flatMap((entry) => (entry ? [entry] : []));
    const isDoubled = new Set(known.map(([oid]) => oid)).size < known.length;
    if (known.length === entries.length && !isDoubled) return Object.fromEntries(known);
    context.addIssue({
      code: 'custom',
      message: 'must be entries such as 1.3.6.1.4.1.99999.1=substantial/swk, each identifier once',
    });
    return z.NEVER;
  })
  .meta({ description: 'entries such as `1.3.6.1.4.1.99999.1=substantial/swk`, with commas' });

function readEntry(entry: string): readonly [string, PhonePolicy] | undefined {
  const [, oid, name, key] = entryPattern.exec(entry) ?? [];
  const level = levels.find((one) => one === name);
  if (oid === undefined || !level) return undefined;
  return [oid, { level, key: key === 'hwk' ? 'hwk' : 'swk' }];
}

/** Settings of the sign-in with a phone's certificate, by number, by link and by code. */
export const phoneSignInSettings = {
  authorities: setting(
    'ACAR_PHONE_AUTHORITY_FILES',
    authorityFiles,
    "Certificates of the authorities that issue phones' certificates: they are the trust anchors. Empty = no sign-in with a phone",
    { fallback: '' },
  ),
  ocspAddresses: setting(
    'ACAR_PHONE_OCSP_URLS',
    responderAddresses,
    'OCSP responders of those authorities, and the only ones that are asked: the one that the certificate names, else the first; private addresses are allowed. Empty = the certificate service in this process (role pki)',
    { fallback: '' },
  ),
  policies: setting(
    'ACAR_PHONE_POLICIES',
    policyTable,
    'Certificate policies of phones, the level that each gives, and where the key lies: in hardware (hwk) or in software (swk). A certificate under none of them is refused',
    { fallback: `${policies.mobileAuthentication}=substantial/swk` },
  ),
} as const;
