import { der, oids } from '../../certs/asn1/index.ts';
import type { Certificate, Crl, PathRequest } from '../../certs/index.ts';
import { makeOcsp, readOcsp, revoked } from './der-ocsp.ts';
import { type Entity, extension, issue, issueCa, issueCrl, newKey, now } from './der-pki.ts';

/** A question that is made to cost much, and the only right answer to it. */
export interface HostileCase {
  readonly name: string;
  readonly verdict: string;
  readonly make: () => Pick<PathRequest, 'leaf'> & Partial<PathRequest>;
}

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const certificatesOf = (entities: readonly Entity[]): readonly Certificate[] =>
  entities.map(({ certificate }) => certificate);

export const root = issueCa({ subject: 'root' });

/** Authorities that all certified each other, and a leaf of the first. */
export function mesh(size: number) {
  const authorities = times(size, (index) => issueCa({ subject: `ca-${index}` }));
  const crossed = authorities.flatMap((subject) =>
    authorities.flatMap((issuer) =>
      issuer === subject ? [] : [issueCa({ ...nameAndKey(subject), issuer }).certificate],
    ),
  );
  const [first, last] = [authorities[0] ?? root, authorities[size - 1] ?? root];
  return { leaf: issue({ subject: 'leaf', issuer: first }).certificate, crossed, last };
}

let made: ReturnType<typeof mesh> | undefined;

/** One mesh for all cases. */
function large(): ReturnType<typeof mesh> {
  made ??= mesh(32);
  return made;
}

export function nameAndKey({ key, certificate }: Entity) {
  return { subject: certificate.subject.attributes[0]?.text ?? '', key };
}

const host = (text: string) => der.encode(0x82, Buffer.from(text, 'latin1'));
const uri = (text: string) => der.encode(0x86, Buffer.from(text, 'latin1'));
const policiesOf = (arcs: readonly number[]) =>
  extension(
    oids.certificatePolicies,
    der.sequence(...arcs.map((arc) => der.sequence(der.oid(`2.25.${arc}`)))),
  );
const mappings = (pairs: readonly (readonly [number, number])[]) =>
  extension(
    oids.policyMappings,
    der.sequence(...pairs.map(([from, to]) => der.sequence(der.oid(`2.25.${from}`), der.oid(`2.25.${to}`)))),
  );

function chain(length: number, extensions: (index: number) => readonly Uint8Array[]) {
  const made: Entity[] = [];
  for (let index = 0; index < length; index += 1)
    made.push(
      issueCa({ subject: `chain-${index}`, issuer: made.at(-1) ?? root, extensions: extensions(index) }),
    );
  return made;
}

/** A chain of authorities that each map 1,500 policies to others, and a leaf in all of them; asked for one that nobody has. */
function mapped(length: number, to: (arc: number) => readonly number[]) {
  const count = 1500;
  const arcs = times(count, (index) => index);
  const pairs = arcs.flatMap((arc) => to(arc).map((other) => [arc, other % count] as const));
  const all = [policiesOf(arcs), mappings(pairs)];
  const authorities = chain(length, () => all);
  const leaf = issue({
    subject: 'leaf',
    issuer: authorities.at(-1) ?? root,
    extensions: [policiesOf(arcs)],
  });
  const policy = { initial: ['2.25.99999'], explicit: true, inhibitMapping: false, inhibitAny: false };
  return { leaf: leaf.certificate, intermediates: certificatesOf(authorities), policy };
}

const hosts = (count: number, name: (index: number) => string) =>
  extension(oids.subjectAltName, der.sequence(...times(count, (index) => host(name(index)))));
const hostsNamed = (count: number) => hosts(count, (index) => `y${index}.az`);

/** A leaf with these names, below an authority that is bound by these constraints. */
function below(constraints: Uint8Array, names: Uint8Array) {
  const ca = issueCa({ subject: 'narrow', issuer: root, extensions: [constraints] });
  const leaf = issue({ subject: 'leaf', issuer: ca, extensions: [names] });
  return { leaf: leaf.certificate, intermediates: [ca.certificate] };
}

const excludedHosts = (count: number, length: number) =>
  extension(
    oids.nameConstraints,
    der.sequence(
      der.encode(0xa1, ...times(count, (index) => der.sequence(host(`${'x'.repeat(length)}${index}.az`)))),
    ),
    true,
  );

const pointOf = (names: readonly Uint8Array[]) => der.encode(0xa0, der.encode(0xa0, ...names));
const distributionPoints = (points: number, names: number) =>
  extension(
    oids.cRLDistributionPoints,
    der.sequence(
      ...times(points, (at) => der.sequence(pointOf(times(names, (index) => uri(`c${at}/${index}`))))),
    ),
  );
const scopeOf = (names: readonly Uint8Array[]) =>
  extension(oids.issuingDistributionPoint, der.sequence(pointOf(names)), true);

const crlsOfRoot = (
  count: number,
  make: (index: number) => Partial<Parameters<typeof issueCrl>[0]>,
): readonly Crl[] => times(count, (index) => issueCrl({ issuer: root, number: index + 1, ...make(index) }));

function ofRoot(extensions: readonly Uint8Array[] = []): Certificate {
  return issue({ subject: 'leaf', issuer: root, extensions }).certificate;
}

export const hostileCases: readonly HostileCase[] = [
  {
    name: 'a mesh of 32 authorities without an end',
    verdict: 'path.no_issuer',
    make: () => {
      const { leaf, crossed } = large();
      return { leaf, intermediates: crossed };
    },
  },
  {
    name: 'a mesh of 32 authorities of which one leads out',
    verdict: 'valid',
    make: () => {
      const { leaf, crossed, last } = large();
      return {
        leaf,
        intermediates: [...crossed, issueCa({ ...nameAndKey(last), issuer: root }).certificate],
      };
    },
  },
  {
    name: 'a mesh of 32 authorities where no path has the policy',
    verdict: 'path.budget_exhausted',
    make: () => {
      const { leaf, crossed, last } = large();
      const out = issueCa({ ...nameAndKey(last), issuer: root }).certificate;
      const policy = { initial: ['2.25.1'], explicit: true, inhibitMapping: false, inhibitAny: false };
      return { leaf, intermediates: [...crossed, out], policy };
    },
  },
  {
    name: 'a thousand authorities of one name and one key in a circle',
    verdict: 'path.no_issuer',
    make: () => {
      const one = issueCa({ subject: 'one' });
      const copies = certificatesOf(times(1000, () => issueCa({ ...nameAndKey(one), issuer: one })));
      return { leaf: issue({ subject: 'leaf', issuer: one }).certificate, intermediates: copies };
    },
  },
  {
    name: 'a thousand authorities of one name and other keys before the right one',
    verdict: 'path.budget_exhausted',
    make: () => {
      const right = issueCa({ subject: 'one', issuer: root });
      const wrong = certificatesOf(times(1000, () => issueCa({ subject: 'one', issuer: root })));
      const leaf = issue({ subject: 'leaf', issuer: right }).certificate;
      return { leaf, intermediates: [...wrong, right.certificate] };
    },
  },
  {
    name: 'ten thousand authorities of other names',
    verdict: 'path.no_issuer',
    make: () => {
      const key = newKey();
      const others = certificatesOf(times(10_000, (index) => issueCa({ subject: `o-${index}`, key })));
      return {
        leaf: issue({ subject: 'leaf', issuer: issueCa({ subject: 'lost' }) }).certificate,
        intermediates: others,
      };
    },
  },
  {
    name: 'thirty-two authorities with 1,500 policies and twice as many mappings each',
    verdict: 'path.policy',
    make: () => mapped(32, (arc) => [arc + 1, arc + 7]),
  },
  {
    name: 'five authorities with 1,500 policies and mappings each',
    verdict: 'path.policy',
    make: () => mapped(5, (arc) => [arc + 1]),
  },
  {
    name: 'five thousand excluded hosts against five thousand names',
    verdict: 'path.budget_exhausted',
    make: () => below(excludedHosts(4000, 20), hostsNamed(5000)),
  },
  {
    name: 'three hundred names against three hundred excluded hosts',
    verdict: 'valid',
    make: () => below(excludedHosts(300, 20), hostsNamed(300)),
  },
  {
    name: 'names of 100,000 characters against two thousand excluded hosts',
    verdict: 'path.name_constraints',
    make: () =>
      below(
        excludedHosts(2000, 80),
        hosts(2, () => 'a.'.repeat(50_000)),
      ),
  },
  {
    name: 'a thousand expected names against five thousand presented ones',
    verdict: 'path.peer_name',
    make: () => {
      const names = hostsNamed(5000);
      const peerNames = times(1000, (index) => ({ kind: 'DNS' as const, value: `y${index * 6}.az` }));
      return { leaf: ofRoot([names]), peerNames };
    },
  },
  {
    name: 'two thousand CRLs for other distribution points',
    verdict: 'path.revocation_unknown',
    make: () => ({
      leaf: ofRoot([distributionPoints(1, 8)]),
      crls: crlsOfRoot(2000, (index) => ({ extensions: [scopeOf([uri(`other/${index}`)])] })),
      revocation: true,
    }),
  },
  {
    name: 'two hundred distribution points of twenty names against two thousand CRLs',
    verdict: 'path.budget_exhausted',
    make: () => ({
      leaf: ofRoot([distributionPoints(200, 20)]),
      crls: crlsOfRoot(2000, (index) => ({ extensions: [scopeOf([uri(`other/${index}`)])] })),
      revocation: true,
    }),
  },
  {
    name: 'CRLs and a certificate with thousands of names of one distribution point',
    verdict: 'path.revocation_unknown',
    make: () => ({
      leaf: ofRoot([distributionPoints(1, 4000)]),
      crls: crlsOfRoot(30, () => ({ extensions: [scopeOf(times(4000, (at) => uri(`other/${at}`)))] })),
      revocation: true,
    }),
  },
  {
    name: 'five hundred CRLs that cover one reason with five hundred deltas each',
    verdict: 'path.budget_exhausted',
    make: () => {
      const oneReason = extension(
        oids.issuingDistributionPoint,
        der.sequence(der.encode(0x83, Uint8Array.of(6, 0x40))),
        true,
      );
      return {
        leaf: ofRoot(),
        crls: [
          ...crlsOfRoot(500, () => ({ extensions: [oneReason] })),
          ...crlsOfRoot(500, () => ({ number: 1000, base: 1, extensions: [oneReason] })),
        ],
        revocation: true,
      };
    },
  },
  {
    name: 'a CRL of 200,000 entries',
    verdict: 'path.revoked',
    make: () => {
      const leaf = ofRoot();
      const revokedSerials = times(200_000, (index) => ({ serialNumber: 1_000_000 + index }));
      const own = { serialNumber: leaf.serialNumber };
      return { leaf, crls: crlsOfRoot(1, () => ({ revoked: [own, ...revokedSerials] })), revocation: true };
    },
  },
  {
    name: 'a thousand OCSP answers with other signatures',
    verdict: 'path.budget_exhausted',
    make: () => {
      const about = issue({ subject: 'leaf', issuer: root });
      const ocspResponses = times(1000, () => readOcsp(makeOcsp({ issuer: root, about, key: newKey() })));
      return { leaf: about.certificate, ocspResponses, revocation: true };
    },
  },
  {
    name: 'a thousand OCSP answers about others',
    verdict: 'path.revoked',
    make: () => {
      const about = issue({ subject: 'leaf', issuer: root });
      const key = newKey();
      const others = times(1000, (index) => issue({ subject: `o-${index}`, issuer: root, key }));
      const made = [...others.map((one) => ({ about: one })), { about, status: revoked(1) }];
      const ocspResponses = made.map((one) => readOcsp(makeOcsp({ issuer: root, ...one })));
      return { leaf: about.certificate, ocspResponses, revocation: true };
    },
  },
  {
    name: 'delegates that vouch for each other',
    verdict: 'path.budget_exhausted',
    make: () => {
      const purpose = extension(oids.extKeyUsage, der.sequence(der.oid(oids.ocspSigning)));
      const about = issue({ subject: 'leaf', issuer: root });
      const delegates = times(12, () => issue({ subject: 'delegate', issuer: root, extensions: [purpose] }));
      const made = delegates.flatMap((signer) =>
        [about, ...delegates].map((one) => makeOcsp({ issuer: root, about: one, signer })),
      );
      return { leaf: about.certificate, ocspResponses: made.map(readOcsp), revocation: true };
    },
  },
];

/** The whole question. */
export function questionOf({ make }: HostileCase): PathRequest {
  return {
    anchors: [root.certificate],
    intermediates: [],
    crls: [],
    time: now,
    revocation: false,
    ...make(),
  };
}
