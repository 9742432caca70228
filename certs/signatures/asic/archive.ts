import { hash } from 'node:crypto';
import { contextConstructed, der, fieldsOf, oids, onlyElement, readDer, tags } from '../../asn1/index.ts';
import { encodeAttribute, extendSignedData } from '../../cms/index.ts';
import { type TimeStampToken, verifyTimeStamp } from '../../tsa/index.ts';

import { readMessage } from '../cades/index.ts';
import { SignatureError } from '../errors.ts';
import type { Evidence, LevelSources, NamedFile } from '../model.ts';
import type { NewEntry } from '../zip/index.ts';
import type { MetaFile } from './container.ts';
import { metaNames, nextName } from './names.ts';
import type { ContainerReading } from './read.ts';
import { manifestOver, metaEntry } from './write.ts';

const tokenType = 'application/vnd.etsi.timestamp-token';

/** Entries of the container as they shall be. */
export interface Changes {
  readonly replaced: ReadonlyMap<string, NewEntry>;
  readonly added: readonly NewEntry[];
}

/**
 * One more time stamp over everything in the container (EN 319 162-1 A.7): the files, signatures, manifests and earlier
 * time stamps, by a manifest that takes the name of the last one; that one gets a number. The last time stamp first gets
 * the evidence about its unit, for nobody can add it later.
 */
export async function addArchiveTimeStamp(
  { container, timeStamps }: ContainerReading,
  changes: Changes,
  { timestamps, evidence }: LevelSources,
): Promise<Changes> {
  const replaced = new Map(changes.replaced);
  const last = timeStamps.findLast(({ read }) => read.token);
  if (last?.read.token)
    replaced.set(last.file.name, metaEntry(last.file.name, await withEvidence(last.read.token, evidence)));
  const taken = [...container.meta.map(({ name }) => name), ...changes.added.map(({ name }) => name)];
  const previous = container.meta.find(({ name }) => name === metaNames.archiveManifest);
  const renamed = previous && nextName(taken, ['ASiCArchiveManifest', '.xml'], 1);
  if (previous && renamed !== undefined) replaced.set(previous.name, metaEntry(renamed, previous.content));
  const tokenName = nextName(taken, ['timestamp', '.tst'], 2);
  const files = [
    ...container.files,
    ...container.meta.filter(isProtected).map((file) => asItWillBe(file, replaced, renamed)),
    ...changes.added.map(({ name, content }) => ({ name, content, mediaType: mediaTypeOf(name) })),
  ];
  const manifest = await manifestOver({ name: tokenName, mediaType: tokenType }, files);
  const token = await timestamps.stamp(hash(timestamps.hash, manifest, 'buffer'));
  const added = [
    ...changes.added,
    metaEntry(metaNames.archiveManifest, manifest),
    metaEntry(tokenName, token),
  ];
  return { replaced, added };
}

/** The list of files is not about signatures, and may be written anew. */
function isProtected({ kind }: MetaFile): boolean {
  return kind !== 'file-list' && kind !== 'unknown';
}

function asItWillBe(
  { name, content }: MetaFile,
  replaced: ReadonlyMap<string, NewEntry>,
  renamed: string | undefined,
): NamedFile & { readonly isRootFile: boolean } {
  const entry = replaced.get(name) ?? { name, content };
  const isRootFile = entry.name === renamed;
  return { name: entry.name, content: entry.content, mediaType: mediaTypeOf(entry.name), isRootFile };
}

function mediaTypeOf(name: string): string {
  if (name.endsWith('.tst')) return tokenType;
  return name.endsWith('.p7s') ? 'application/pkcs7-signature' : 'text/xml';
}

/** The token with the path of its unit and a word on every certificate in it, where only its signature is not over. */
async function withEvidence(token: TimeStampToken, source: LevelSources['evidence']): Promise<Uint8Array> {
  const verdict = verifyTimeStamp({
    token,
    stamped: { digest: token.tstInfo.messageImprint.digest },
    certificates: [],
    allowsSha1: true,
  });
  if (verdict.kind === 'refused')
    throw new SignatureError('signature.evidence_unavailable', `a time stamp: ${verdict.message}`);
  const found = await source.evidenceOf({
    certificate: verdict.signer,
    known: verdict.certificates,
    notBefore: token.tstInfo.genTime,
    purpose: 'timeStamping',
  });
  const message = readMessage(token.raw);
  const signer = message.kind === 'read' ? message.signedData.signerInfos[0] : undefined;
  if (message.kind === 'refused' || !signer)
    throw new SignatureError('signature.malformed', 'a time stamp cannot be added to');
  return extendSignedData(message.signedData, {
    certificates: found.certificates.map(({ raw }) => raw),
    unsignedAttributes: new Map([
      [signer, [encodeAttribute(oids.revocationValues, revocationValues(found))]],
    ]),
  });
}

/** EN 319 122-1 A.1.2.2: readers of tokens that know PKCS #7 alone stumble over OCSP answers among the CRLs. */
function revocationValues({ crls, ocspResponses }: Evidence): Uint8Array {
  const lists = [crls.map(({ raw }) => raw), ocspResponses.map(({ raw }) => basicResponseIn(raw))];
  const fields = lists.flatMap((all, tag) =>
    all.length > 0 ? [der.explicit(tag, der.sequence(...all))] : [],
  );
  return der.sequence(...fields);
}

/** The BasicOCSPResponse of an OCSPResponse that was read (RFC 6960 4.2.1). */
function basicResponseIn(response: Uint8Array): Uint8Array {
  const outer = fieldsOf(readDer(response));
  outer.next(tags.enumerated);
  const fields = fieldsOf(onlyElement(outer.next(contextConstructed(0))));
  fields.next(tags.oid);
  return fields.next(tags.octetString).content;
}
