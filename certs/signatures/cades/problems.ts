import { DerError, oidOf, oids, tags } from '../../asn1/index.ts';
import { hashNameOf, onlyValue, type SignedData, type SignerInfo } from '../../cms/index.ts';
import type { SignatureScheme } from '../../keys/index.ts';
import type { Problem, SignatureFormatName } from '../model.ts';
import type { CadesProblemCode } from '../problem-codes.ts';

/** A signer in its surroundings. */
export interface JudgedSigner {
  readonly signedData: SignedData;
  readonly info: SignerInfo;
  readonly format: SignatureFormatName;
  readonly counterSigns?: string;
}

/** What RFC 5652 and EN 319 122-1 forbid. */
export function problemsOf(context: JudgedSigner, scheme: SignatureScheme | undefined): Problem[] {
  const { info, counterSigns } = context;
  const { signedAttributes } = info;
  if (!signedAttributes)
    return [
      fail(
        'cades.no_signed_attributes',
        'without signed attributes nothing says what was signed',
        'EN 319 122-1 5.1',
      ),
    ];
  const problems: Problem[] = [];
  const contentType = contentTypeProblem(context);
  if (contentType) problems.push(contentType);
  if (!messageDigestIn(signedAttributes))
    problems.push(
      fail('cades.message_digest', 'message-digest must stand once, with one value', 'RFC 5652 11.2'),
    );
  const name = hashNameOf(info.digestAlgorithm);
  if (scheme?.hash && name && scheme.hash !== name)
    problems.push(
      fail(
        'cades.digest_algorithm_mismatch',
        `the content is hashed by ${name}, and the signature is by ${scheme.hash}`,
        'RFC 5754 3, RFC 5753 2.1.1',
      ),
    );
  const twice = repeatedOf(signedAttributes.map(({ oid }) => oid));
  if (twice !== undefined)
    problems.push(fail('cades.attribute_repeated', `signed attribute ${twice} stands twice`, 'RFC 5652 5.3'));
  if (
    counterSigns === undefined &&
    !signedAttributes.some(({ oid }) => oid === oids.signingTime) &&
    context.format === 'CAdES'
  )
    problems.push(warn('cades.no_signing_time', 'the signer claims no time', 'EN 319 122-1 6.3'));
  return problems;
}

/** RFC 5652 11.1 and 11.4: that of the content, and none in a counter-signature. */
function contentTypeProblem({ info, signedData, counterSigns }: JudgedSigner): Problem | undefined {
  const { signedAttributes = [] } = info;
  const isThere = signedAttributes.some(({ oid }) => oid === oids.contentType);
  if (counterSigns !== undefined)
    return isThere ? contentTypeFault('a counter-signature has no content-type', 'RFC 5652 11.4') : undefined;
  try {
    const value = onlyValue(signedAttributes, oids.contentType);
    if (value.tag === tags.oid && oidOf(value) === signedData.contentType) return undefined;
    return contentTypeFault('content-type is not that of the content', 'RFC 5652 11.1');
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return contentTypeFault('content-type must stand once, with one value', 'RFC 5652 11.1');
  }
}

/** RFC 5652 5.3: attributes of one type stand once. Those that EN 319 122-1 lets repeat have several values. */
function repeatedOf(all: readonly string[]): string | undefined {
  return all.find((oid, index) => all.indexOf(oid) !== index && oid !== oids.contentTimeStamp);
}

function contentTypeFault(message: string, clause: string): Problem {
  return fail('cades.content_type', message, clause);
}

/** The value of message-digest when it stands once. */
export function messageDigestIn(
  attributes: NonNullable<SignerInfo['signedAttributes']>,
): Uint8Array | undefined {
  try {
    const value = onlyValue(attributes, oids.messageDigest);
    return value.tag === tags.octetString ? value.content : undefined;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** It makes the signature one that breaks the format. */
export function fail(code: CadesProblemCode, message: string, clause: string): Problem {
  return { severity: 'failure', code, message, clause };
}

/** It is told beside the judgement. */
export function warn(code: CadesProblemCode, message: string, clause: string): Problem {
  return { severity: 'warning', code, message, clause };
}
