import { describe, expect, it } from 'vitest';
import {
  certificatesIn,
  isIntact,
  judgeSample,
  sample,
  samplesOf,
  trustIn,
} from '../support/foreign-samples.ts';

/** What a maker says of a sample, and what we say of each signature in it. */
interface Expected {
  /** `sound`: its maker takes it as it is; `refused`: its maker made it to be refused. */
  readonly maker: 'sound' | 'refused';
  readonly ours: readonly string[];
  /** Why we do not take what its maker takes, or do take what its maker does not. */
  readonly divergence?: string;
}

const passed = 'TOTAL-PASSED';
const waits = 'INDETERMINATE TRY_LATER';
const wrongForm = 'TOTAL-FAILED FORMAT_FAILURE';
const wrongValue = 'TOTAL-FAILED SIG_CRYPTO_FAILURE';
const unnamed = 'INDETERMINATE SIG_CONSTRAINTS_FAILURE';
const weak = 'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE';
/** Its chain ends at a root on P-384 that has the name of the root in `root.pem`, whose key is RSA. */
const otherRoot = 'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND';
const noData = 'INDETERMINATE SIGNED_DATA_NOT_FOUND';

const sound = (...ours: readonly string[]): Expected => ({ maker: 'sound', ours });
const refused = (...ours: readonly string[]): Expected => ({ maker: 'refused', ours });
const diverges = (expected: Expected, divergence: string): Expected => ({ ...expected, divergence });

const noAttributes = 'without signed attributes nothing says what was signed (EN 319 122-1 5.1)';
const shownElsewhere =
  'the appearance of one signature became that of another: what a page shows was changed, however little';
const nowhereShown = 'what was changed is referred to by a key that nobody reads, and shows nowhere';
const unknownCurve = 'Ed448 is not in TS 119 312, and not known here';
const weakKey = 'a key of 1024 bits, or SHA-1: outside of TS 119 312, and not computed';

/** The signatures in PDF that pyHanko, Adobe Reader and others made. */
const pdf: Readonly<Record<string, Expected>> = {
  'certified-with-indirect-refs-in-dir.pdf': sound(waits),
  'ed448-disallowed-hash.pdf': refused(weak),
  'ed448-shake256-nolen.pdf': diverges(sound(weak), unknownCurve),
  'extensions-direct.pdf': sound(waits, otherRoot),
  'extensions-indirect.pdf': sound(waits, otherRoot),
  'extensions-indirect-not-all-paths.pdf': refused(wrongForm, otherRoot),
  'extensions-update-direct.pdf': sound(waits, otherRoot),
  'extensions-update-indirect.pdf': sound(waits, otherRoot),
  'form-update-ap-indirect-sneaky-trailer.pdf': diverges(refused(waits, waits), nowhereShown),
  'form-update-no-override-appearance-stream-ap-indirect.pdf': sound(waits, waits),
  'form-update-no-override-appearance-stream-ap-indirect-sneaky.pdf': diverges(
    refused(waits, waits),
    nowhereShown,
  ),
  'form-update-original-ap-type-wrong.pdf': sound(waits, waits),
  'form-update-override-appearance-stream.pdf': diverges(sound(wrongForm, waits), shownElsewhere),
  'form-update-override-appearance-stream-ap-indirect.pdf': diverges(sound(wrongForm, waits), shownElsewhere),
  'form-update-override-appearance-stream-ap-indirect-sneaky.pdf': refused(wrongForm, waits),
  'form-update-override-appearance-stream-sneaky.pdf': refused(wrongForm, waits),
  'minimal-hybrid-xref-mswordstyle.pdf': sound(),
  'minimal-signed-twice-both-created.pdf': sound(unnamed, unnamed),
  'minimal-signed-twice-no-sig-type.pdf': sound(otherRoot, otherRoot),
  'minimal-two-fields-signed-twice.pdf': sound(unnamed, unnamed),
  'one-byterange.pdf': refused(wrongForm),
  'pades-lta-dss-indirect-arrs-test.pdf': sound(passed),
  'pades-lta-dss-indirect-arrs-test-2.pdf': sound(passed, passed),
  'pades-with-old-style-signing-cert-attr.pdf': sound(waits),
  'pades-with-old-style-signing-cert-attr-issser.pdf': sound(waits),
  'pdf-sig-with-econtent.pdf': refused(wrongForm),
  'separate-annots-kids-indir.pdf': sound(waits, waits),
  'sig-no-signed-attrs.pdf': diverges(sound(wrongForm), noAttributes),
  'sig-with-ski-sid.pdf': sound(waits),
  'signature-gap-too-big.pdf': refused(wrongForm),
  'signed-encrypted-pubkey-with-catalog-ref.pdf': diverges(
    sound('signature.encrypted'),
    'what cannot be read cannot be judged, and a public verifier has no key',
  ),
  'tail-uncovered.pdf': refused(wrongForm),
  'weird-byterange.pdf': refused(wrongForm),
};

/** XML signatures without a word of XAdES: what was signed is intact, and nothing names the signer's certificate. */
const xml: Readonly<Record<string, Expected>> = {
  'enveloped-ecdsa-java-bug.xml': diverges(
    sound(wrongValue),
    'its maker takes a value that is not as long as the order of the curve (RFC 9231 2.3.6)',
  ),
  'enveloped-x509-ski.xml': diverges(sound(noData), 'the XPath filter of this template is not on our list'),
  'enveloping-expired-cert.xml': diverges(sound(weak), weakKey),
  'enveloping-rsa-x509chain.xml': diverges(sound(weak), weakKey),
  'enveloping-sha1-rsa-sha1.xml': diverges(sound(weak), weakKey),
  'enveloping-sha256-ecdsa-sha256.xml': sound(unnamed),
  'enveloping-sha256-hmac-sha256.xml': diverges(
    sound(wrongForm),
    'a shared secret is no signature of anybody',
  ),
  'enveloping-sha256-rsa-sha256.xml': diverges(sound(weak), weakKey),
  'enveloping-sha256-rsa-sha256-verify.xml': diverges(sound(weak), weakKey),
  'enveloping-sha384-ecdsa-sha384.xml': sound(unnamed),
  'enveloping-sha384-rsa-sha384.xml': sound(unnamed),
  'enveloping-sha512-ecdsa-sha512.xml': sound(unnamed),
  'enveloping-sha512-rsa-sha512.xml': sound(unnamed),
};

const cms: Readonly<Record<string, Expected>> = {
  'cms-signed.der': sound(unnamed),
  'cms-signed-digested.der': diverges(sound(wrongForm), noAttributes),
  'pkcs7-signed.der': sound(unnamed),
  'smime-signature-generated-by-thunderbird.p7s': diverges(sound(noData), 'its message is not with it'),
};

const makers = [
  { maker: 'pyhanko', samples: pdf, time: Date.UTC(2020, 10, 2) },
  { maker: 'xmlsec', samples: xml, time: Date.UTC(2026, 11, 1) },
  { maker: 'asn1crypto', samples: cms, time: Date.UTC(2026, 11, 1) },
] as const;

describe.each(makers)('documents that $maker brings', ({ maker, samples, time }) => {
  const trust = trustIn(certificatesIn(sample(maker, 'root.pem')));
  const judge = (name: string) => judgeSample({ name, bytes: sample(maker, name), trust, time });

  it('are all listed', () => {
    expect(samplesOf(maker).toSorted()).toEqual(Object.keys(samples).toSorted());
  });

  it.each(Object.entries(samples))('%s is what its maker says, or diverges as listed', async (name, one) => {
    const { signatures, verdicts } = await judge(name);
    expect(verdicts).toEqual(one.ours);
    const isSound = verdicts.length === signatures.length && signatures.every(isIntact);
    expect(isSound === (one.maker === 'sound') ? 'agrees' : 'diverges').toBe(
      one.divergence === undefined ? 'agrees' : 'diverges',
    );
  });
});
