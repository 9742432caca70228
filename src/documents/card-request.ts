import { createHash, randomBytes } from 'node:crypto';
import { jwsAlgorithm } from '../../certs/index.ts';
import type { Language } from '../messages/index.ts';
import type { HeldFile } from './model.ts';
import type { CardAsking } from './signing-site.ts';
import type { Signing } from './signing/index.ts';

/** smartcard/agent/PROTOCOL.md, sections 1 and 7. Seconds. */
const lifeSeconds = 300;
const typ = 'acar-card-request+jwt';
const longestService = 200;

export interface CardQuestion {
  readonly signing: Signing;
  /** Of the signing's page at the site. */
  readonly path: string;
  /** The site's name, as the window shows it. */
  readonly service: string;
  readonly language: Language;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the card agent is asked at the signing's stage: for the certificate, or for the values. */
export function signCardRequest(card: CardAsking, question: CardQuestion): Promise<string> {
  const { signing, path, service, language } = question;
  const now = Math.floor(question.now / 1000);
  const common = {
    iss: card.origin,
    aud: 'acar-card-agent',
    iat: now,
    exp: now + lifeSeconds,
    jti: randomBytes(16).toString('base64url'),
    return_to: `${card.origin}${path}/card?language=${language}`,
    service: service.slice(0, longestService),
    language,
  };
  if (signing.stage === 'certificate') return card.sign(typ, { ...common, purpose: 'certificate' });
  const { scheme } = jwsAlgorithm(signing.algorithm ?? '') ?? {};
  const hash = scheme?.hash ?? 'sha256';
  return card.sign(typ, {
    ...common,
    purpose: 'sign',
    certificate: createHash('sha256')
      .update(signing.certificate ?? '')
      .digest('base64url'),
    algorithm: signing.algorithm ?? '',
    documents: signing.items.map(({ name, digest, files, toBeSigned }) => ({
      name,
      hash: 'SHA-256',
      digest: digest.toString('base64url'),
      to_be_signed: createHash(hash)
        .update(toBeSigned ?? '')
        .digest('base64url'),
      ...(files.length > 0 && { files: files.map(shownFile) }),
    })),
  });
}

function shownFile({ name, digest }: HeldFile) {
  return { name, digest: Buffer.from(digest, 'hex').toString('base64url') };
}
