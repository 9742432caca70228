import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSigned, sourceOf } from '../../certs/signatures/index.ts';
import { judgeDocument, type TrustModel } from '../../certs/signatures/judgement/index.ts';
import { readTrustedList, trustModelOf } from '../../certs/signatures/trust/index.ts';

const folder = join(import.meta.dirname, '../../../shared/vectors/asic');
const isThere = existsSync(folder);
if (!isThere) process.stderr.write('skipped: the containers of other makers are not beside the checkout\n');

/** After all of them were made; those that need no later word are good at any time. */
const time = Date.UTC(2026, 5, 1);

const otherCountry = 'its authority, or that of its time stamp, is on a list of another country';
const noWord =
  "it has no revocation data, or none from after its time stamp, and the signer's certificate has ended";
const alone = 'each time stamp is judged by itself: one that is of other data stays failed beside good ones';

/** Where our judgement is not that of the maker's validator: what ours is, and why. */
const divergences: Readonly<Record<string, readonly [string, string]>> = {
  'valid/3xTST-valid-bdoc-data-file-1st-tst-invalid-2nd-tst-no-coverage-3rd-tst-valid.asics': [
    'TOTAL-FAILED HASH_FAILURE',
    alone,
  ],
  'valid/NoOcspCertificateAnywhere_LT_liveTS.asice': ['INDETERMINATE OUT_OF_BOUNDS_NO_POE', noWord],
  'valid/OCSPRigaTest.asice': ['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND', otherCountry],
  'valid/latvian_LT_signature_with_22h_difference_between_TS_and_OCSP.asice': [
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
    otherCountry,
  ],
  'valid/latvian_LT_signature_with_44h_difference_between_TS_and_OCSP.asice': [
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
    otherCountry,
  ],
  'valid/latvian_LT_signature_with_7min_difference_between_TS_and_OCSP.asice': [
    'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
    otherCountry,
  ],
  'valid/latvian_T_signature.asice': ['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND', otherCountry],
  'valid/latvian_signed_container.asice': ['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND', otherCountry],
  'valid/signature-level-T.asice': [
    'INDETERMINATE TRY_LATER',
    'level T has no revocation data, and none is fetched',
  ],
  'valid/test.asice': ['INDETERMINATE OUT_OF_BOUNDS_NO_POE', noWord],
  'valid/testasics.asics': [
    'TOTAL-FAILED FORMAT_FAILURE',
    'ASiC-S has one file, not two (EN 319 162-1 4.3.3.1)',
  ],
  'valid/testing.asice': ['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND', otherCountry],
  'valid/timestamptoken-ddoc.asics': ['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND', otherCountry],
  'invalid/2xTST-datafile-with-+%-unencoded-in-archive-manifest.asics': [
    'TOTAL-PASSED',
    'a name that is no encoded one is taken as it stands, and no other file can be meant',
  ],
  'invalid/CAdES-baseline-lt.asics': ['TOTAL-PASSED', 'the maker reads no CAdES in containers'],
  'invalid/CAdES-baseline-lta.asics': ['TOTAL-PASSED', 'the maker reads no CAdES in containers'],
};

/** SHA-256 of the certificate that signs the list under which the maker judged. */
const listSigner = '9e4e83973eab8ec3a9f5368d5c983444d8ff9b9de80bb446cdd0c7719ee3adfa';

async function trustIn(bytes: Uint8Array): Promise<TrustModel> {
  const content = sourceOf(bytes);
  const signed = await readSigned({ file: { name: 'EE_T.xml', mediaType: '', content }, detached: [] });
  const signers = signed.kind === 'read' ? signed.document.signatures : [];
  const known = signers.flatMap(({ signer: { certificate } }) =>
    certificate && createHash('sha256').update(certificate.raw).digest('hex') === listSigner
      ? [certificate]
      : [],
  );
  const read = await readTrustedList(bytes, { signers: known, time });
  if (read.kind === 'refused') throw new Error(`${read.code}: ${read.message}`);
  return trustModelOf(read.list);
}

describe.skipIf(!isThere)('containers of other makers', () => {
  let trust: TrustModel;
  const files = ['valid', 'invalid'].flatMap((kind) =>
    isThere ? readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`) : [],
  );

  beforeAll(async () => {
    trust = await trustIn(readFileSync(join(folder, 'trust/EE_T.xml')));
  });

  /** The first judgement that is not TOTAL-PASSED; what holds nothing that is signed says nothing wrong. */
  async function judge(path: string): Promise<string> {
    const content = sourceOf(readFileSync(join(folder, path)));
    const read = await readSigned({ file: { name: path, mediaType: '', content }, detached: [] });
    if (read.kind === 'refused') return read.code;
    const judged = judgeDocument(read.document, {
      trust,
      time,
      policy: { needsTimeStampUnitStatus: false },
    });
    const worst = [...judged.signatures, ...judged.timeStamps].find(
      ({ indication }) => indication !== 'TOTAL-PASSED',
    );
    return worst ? `${worst.indication} ${worst.subIndication ?? ''}` : 'TOTAL-PASSED';
  }

  it.each(files)('%s is what its maker says, or diverges as listed', async (path) => {
    const found = await judge(path);
    const listed = divergences[path];
    if (listed) expect(found).toBe(listed[0]);
    else if (path.startsWith('valid/')) expect(found).toBe('TOTAL-PASSED');
    else expect(found).not.toBe('TOTAL-PASSED');
  });

  it('every divergence is of a container that is there', () => {
    expect(Object.keys(divergences).filter((path) => !files.includes(path))).toEqual([]);
  });
});
