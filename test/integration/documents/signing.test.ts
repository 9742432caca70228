import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignatureError } from '../../../certs/index.ts';
import { asic } from '../../../certs/signatures/asic/index.ts';
import { pades } from '../../../certs/signatures/pades/index.ts';
import { type Signings, sweepSignings } from '../../../src/documents/index.ts';
import { createHistory } from '../../../src/records/index.ts';
import { findPhone } from '../../../src/mobile/phones/index.ts';
import { readRequest } from '../../../src/mobile/wallet/browser/waiting-request.ts';
import {
  type DocumentsWorld,
  filesOf,
  from,
  startDocumentsWorld,
  type TestSignatureKey,
} from '../../support/documents-world.ts';
import { pdfOfText } from '../../support/pdf-documents.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { enrolPhone, goodPin } from '../../support/test-phones.ts';

const clock = createShiftedClock();
let world: DocumentsWorld;
beforeAll(async () => {
  world = await startDocumentsWorld(clock);
});
afterAll(() => world?.stop());

type Person = Awaited<ReturnType<DocumentsWorld['addPerson']>>;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function upload(person: Person, name = 'Ərizə.pdf', bytes: Uint8Array = pdfOfText()): Promise<string> {
  const outcome = await world.documents.upload(person, filesOf({ name, content: once(bytes) }), from);
  if (outcome.kind !== 'uploaded') throw new Error(outcome.code);
  return outcome.documentId;
}

async function begun(person: Person, ids: readonly string[], signings: Signings = world.signings) {
  const outcome = await signings.beginWithCard(person, ids, 'az');
  if (outcome.kind !== 'begun') throw new Error(outcome.code);
  return outcome.signingId;
}

/** The card's two answers, as the agent brings them. */
async function signWith(
  person: Person,
  signingId: string,
  key: TestSignatureKey,
  signings: Signings = world.signings,
) {
  const { certificate } = key;
  const advanced = await signings.takeCertificate(person, signingId, {
    certificate,
    algorithms: ['ES256'],
    showsFiles: false,
  });
  if (advanced.kind === 'refused') return advanced;
  return signings.takeValues(person, signingId, await valuesOf(person, signingId, key), from);
}

async function valuesOf(person: Person, signingId: string, key: TestSignatureKey) {
  const signing = await world.signings.find(person, signingId);
  return (signing?.items ?? []).map(({ toBeSigned }) => key.sign(toBeSigned ?? Buffer.alloc(0)));
}

async function personWithKey() {
  const person = await world.addPerson();
  return { person, key: await world.issueKey(person.personalCode) };
}

async function readSigned(person: Person, id: string) {
  const document = await world.documents.find(person, id);
  const file = document && (await world.documents.open(document, 'signed'));
  if (!file) return undefined;
  const read = await pades.read({ file, detached: [] });
  if (read.kind !== 'read') throw new Error(read.message);
  return read.document;
}

describe('a signing with a card', () => {
  it('makes a PDF with a time stamp and evidence, told in the history of document and person', async () => {
    const { person, key } = await personWithKey();
    const id = await upload(person);
    expect(await signWith(person, await begun(person, [id]), key)).toEqual({ kind: 'signed' });
    const signed = await readSigned(person, id);
    expect(signed?.signatures).toHaveLength(1);
    expect(signed?.signatures[0]).toMatchObject({
      value: 'verifies',
      level: 'LT',
      coversWholeDocument: true,
    });
    const document = await world.documents.find(person, id);
    expect(document).toMatchObject({ signatures: 1, version: 2, signedAt: expect.any(Date) });
    expect((await world.documents.history(document ?? never())).map(({ type }) => type)).toEqual([
      'document.signed',
      'document.uploaded',
    ]);
    const { entries } = await createHistory(world.db).historyOf(person.accountId, { limit: 5 });
    expect(entries[0]).toMatchObject({
      type: 'document.signed',
      facts: { document: id, format: 'PAdES', level: 'LT', way: 'by_card', address: from.address },
    });
    expect(await world.signings.beginWithCard(person, [id], undefined)).toEqual({
      kind: 'refused',
      code: 'document.signed_already',
    });
  });

  it('of several documents ends them all', async () => {
    const { person, key } = await personWithKey();
    const ids = [await upload(person), await upload(person, 'b.pdf'), await upload(person, 'c.pdf')];
    expect(await signWith(person, await begun(person, ids), key)).toEqual({ kind: 'signed' });
    for (const id of ids) expect((await readSigned(person, id))?.signatures).toHaveLength(1);
  });

  it('of a file that is no PDF makes a container, into which a second signature is put', async () => {
    const [first, second] = [await personWithKey(), await personWithKey()];
    const id = await upload(first.person, 'Şəkil.png', Buffer.from('no picture'.repeat(50_000)));
    await world.documents.invite(first.person, id, second.person.personalCode, from);
    expect(await signWith(first.person, await begun(first.person, [id]), first.key)).toEqual({
      kind: 'signed',
    });
    expect(await signWith(second.person, await begun(second.person, [id]), second.key)).toEqual({
      kind: 'signed',
    });
    const document = await world.documents.find(first.person, id);
    const file = await world.documents.open(document ?? never(), 'signed');
    expect(file).toMatchObject({ name: 'Şəkil.png.asice', mediaType: 'application/vnd.etsi.asic-e+zip' });
    const read = await asic.read({ file: file ?? never(), detached: [] });
    if (read.kind !== 'read') throw new Error(read.message);
    expect(read.document.signatures.map(({ value, level }) => [value, level])).toEqual([
      ['verifies', 'LT'],
      ['verifies', 'LT'],
    ]);
    expect(read.document.files).toMatchObject([
      { name: 'Şəkil.png', coveredBy: [expect.any(String), expect.any(String)] },
    ]);
    expect(read.document.problems).toEqual([]);
  });

  it('by a second person is put beside the first, who was asked by the owner', async () => {
    const [first, second] = [await personWithKey(), await personWithKey()];
    const id = await upload(first.person);
    await world.documents.invite(first.person, id, second.person.personalCode, from);
    await signWith(first.person, await begun(first.person, [id]), first.key);
    expect(await signWith(second.person, await begun(second.person, [id]), second.key)).toEqual({
      kind: 'signed',
    });
    const signed = await readSigned(second.person, id);
    expect(signed?.signatures.map(({ value, level }) => [value, level])).toEqual([
      ['verifies', 'LT'],
      ['verifies', 'LT'],
    ]);
    expect(await world.documents.find(first.person, id)).toMatchObject({ signatures: 2, persons: 2 });
  });

  it('by two at once tells the second, and lets them sign when the first has ended', async () => {
    const [first, second] = [await personWithKey(), await personWithKey()];
    const id = await upload(first.person);
    await world.documents.invite(first.person, id, second.person.personalCode, from);
    const signing = await begun(first.person, [id]);
    const refused = { kind: 'refused', code: 'document.being_signed' };
    expect(await world.signings.beginWithCard(second.person, [id], undefined)).toEqual(refused);
    expect(await world.signings.giveUp(first.person, signing, 'card.cancelled')).toBe(true);
    expect(await signWith(second.person, await begun(second.person, [id]), second.key)).toEqual({
      kind: 'signed',
    });
  });

  it('that was broken off leaves the document unsigned, and gives way to the same person at once, to others in time', async () => {
    const [first, second] = [await personWithKey(), await personWithKey()];
    const id = await upload(first.person);
    await world.documents.invite(first.person, id, second.person.personalCode, from);
    const broken = await begun(first.person, [id]);
    const again = await begun(first.person, [id]);
    expect(await signWith(first.person, broken, first.key)).toMatchObject({ code: 'document.signing_over' });
    clock.advance(11 * 60);
    expect(await signWith(first.person, again, first.key)).toMatchObject({ code: 'document.signing_over' });
    expect(await world.documents.find(first.person, id)).toMatchObject({ signatures: 0, version: 1 });
    expect(await signWith(second.person, await begun(second.person, [id]), second.key)).toEqual({
      kind: 'signed',
    });
  });

  it('takes an answer once, on whatever node', async () => {
    const { person, key } = await personWithKey();
    const id = await upload(person);
    const signingId = await begun(person, [id]);
    const { certificate } = key;
    await world.signings.takeCertificate(person, signingId, {
      certificate,
      algorithms: ['ES256'],
      showsFiles: false,
    });
    const values = await valuesOf(person, signingId, key);
    const other = world.signingsWith({});
    const outcomes = await Promise.all([
      world.signings.takeValues(person, signingId, values, from),
      other.takeValues(person, signingId, values, from),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['refused', 'signed']);
    expect((await readSigned(person, id))?.signatures).toHaveLength(1);
  });

  it('of which the document was deleted meanwhile ends without it', async () => {
    const { person, key } = await personWithKey();
    const id = await upload(person);
    const signingId = await begun(person, [id]);
    await world.documents.remove(person, id, from);
    expect(await signWith(person, signingId, key)).toMatchObject({ kind: 'refused' });
  });

  it('of a person whose invitation is withdrawn while time stamps are fetched leaves no signature', async () => {
    const [owner, { person, key }] = [await world.addPerson(), await personWithKey()];
    const id = await upload(owner);
    await world.documents.invite(owner, id, person.personalCode, from);
    const slow = world.signingsWith({
      timestamps: {
        hash: 'sha256',
        async stamp(digest) {
          await world.documents.withdraw(owner, id, person.personalCode);
          return world.sources.timestamps.stamp(digest);
        },
      },
    });
    const signingId = await begun(person, [id], slow);
    expect(await signWith(person, signingId, key, slow)).toEqual({
      kind: 'refused',
      code: 'document.unknown',
    });
    expect(await world.documents.find(owner, id)).toMatchObject({ version: 1, signatures: 0, persons: 1 });
    expect(await readSigned(owner, id)).toBeUndefined();
  });

  it('is swept away a day after its end', async () => {
    const { person, key } = await personWithKey();
    const signingId = await begun(person, [await upload(person)]);
    expect(await signWith(person, signingId, key)).toEqual({ kind: 'signed' });
    const worker = world.database.open({ role: 'acar_worker' });
    await sweepSignings(worker, clock.now());
    expect(await world.signings.find(person, signingId)).toBeDefined();
    await sweepSignings(worker, clock.now() + 25 * 3_600_000);
    expect(await world.signings.find(person, signingId)).toBeUndefined();
  });

  it('is nobody else’s', async () => {
    const [{ person }, other] = [await personWithKey(), await personWithKey()];
    const signingId = await begun(person, [await upload(person)]);
    expect(await world.signings.find(other.person, signingId)).toBeUndefined();
    expect(await signWith(other.person, signingId, other.key)).toMatchObject({
      code: 'document.signing_over',
    });
    expect(await world.signings.giveUp(other.person, signingId, 'card.cancelled')).toBe(false);
  });
});

describe('what a card gives', () => {
  const take = async (certificate: (person: Person) => Promise<Uint8Array>, algorithms = ['ES256']) => {
    const person = await world.addPerson();
    const signingId = await begun(person, [await upload(person)]);
    const key = { certificate: await certificate(person), algorithms, showsFiles: false };
    const outcome = await world.signings.takeCertificate(person, signingId, key);
    const stored = (await world.signings.find(person, signingId))?.outcome;
    return outcome.kind === 'refused' ? [outcome.code, stored] : outcome.kind;
  };
  const issued = async (code: string, profile?: 'citizen-authentication') =>
    (await world.issueKey(code, profile)).certificate;

  it.each<[string, string, (person: Person) => Promise<Uint8Array>, string[]?]>([
    [
      'a certificate for signing in',
      'certificate_purpose',
      (one) => issued(one.personalCode, 'citizen-authentication'),
    ],
    ['the certificate of somebody else', 'certificate_person', () => issued('Z999999')],
    ['bytes that are no certificate', 'certificate_unreadable', async () => Buffer.from('x')],
    [
      'a key that does not sign by the algorithm',
      'certificate_unreadable',
      (one) => issued(one.personalCode),
      ['PS256'],
    ],
    ['an algorithm that nobody knows', 'certificate_unreadable', (one) => issued(one.personalCode), ['none']],
  ])('%s is refused, and the signing is over', async (_, code, certificate, algorithms) => {
    expect(await take(certificate, algorithms)).toEqual([`document.${code}`, `document.${code}`]);
  });

  it('a value of another key is refused before a time stamp is asked for, and the document stays', async () => {
    const [{ person, key }, other] = [await personWithKey(), await personWithKey()];
    const id = await upload(person);
    let asked = 0;
    const signings = world.signingsWith({
      timestamps: {
        hash: 'sha256',
        stamp: (digest) => {
          asked += 1;
          return world.sources.timestamps.stamp(digest);
        },
      },
    });
    const signingId = await begun(person, [id], signings);
    const { certificate } = key;
    await signings.takeCertificate(person, signingId, {
      certificate,
      algorithms: ['ES256'],
      showsFiles: false,
    });
    const values = await valuesOf(person, signingId, other.key);
    expect(await signings.takeValues(person, signingId, values, from)).toMatchObject({
      code: 'document.value_mismatch',
    });
    expect(asked).toBe(0);
    expect(await world.documents.find(person, id)).toMatchObject({ signatures: 0 });
    expect(await signWith(person, await begun(person, [id]), key)).toEqual({ kind: 'signed' });
  });

  it.each<[string, readonly Uint8Array[]]>([
    ['no value', []],
    ['an empty one', [new Uint8Array()]],
    ['one of another length', [Buffer.alloc(63, 1)]],
    ['one too many', [Buffer.alloc(64, 1), Buffer.alloc(64, 1)]],
    ['noughts', [Buffer.alloc(64)]],
  ])('in the place of a value, %s is refused', async (_, values) => {
    const { person, key } = await personWithKey();
    const signingId = await begun(person, [await upload(person)]);
    const { certificate } = key;
    await world.signings.takeCertificate(person, signingId, {
      certificate,
      algorithms: ['ES256'],
      showsFiles: false,
    });
    expect(await world.signings.takeValues(person, signingId, values, from)).toEqual({
      kind: 'refused',
      code: 'document.value_mismatch',
    });
  });

  it('is of no use while no time stamp can be had: nothing is half-signed, and it can be tried again', async () => {
    const { person, key } = await personWithKey();
    const ids = [await upload(person), await upload(person)];
    const failing = world.signingsWith({
      timestamps: {
        hash: 'sha256',
        stamp: () => Promise.reject(new SignatureError('signature.time_stamp_unavailable', 'away')),
      },
    });
    expect(await signWith(person, await begun(person, ids, failing), key, failing)).toMatchObject({
      code: 'document.time_stamp_unavailable',
    });
    for (const id of ids)
      expect(await world.documents.find(person, id)).toMatchObject({ signatures: 0, version: 1 });
    expect(await signWith(person, await begun(person, ids), key)).toEqual({ kind: 'signed' });
  });

  it('signs none of several documents when the time stamps stop half-way', async () => {
    const { person, key } = await personWithKey();
    const ids = [await upload(person), await upload(person)];
    let given = 0;
    const breaking = world.signingsWith({
      timestamps: {
        hash: 'sha256',
        stamp(digest) {
          given += 1;
          if (given > 1) throw new SignatureError('signature.time_stamp_unavailable', 'away');
          return world.sources.timestamps.stamp(digest);
        },
      },
    });
    expect(await signWith(person, await begun(person, ids, breaking), key, breaking)).toMatchObject({
      code: 'document.time_stamp_unavailable',
    });
    expect(given).toBe(2);
    for (const id of ids) expect(await world.documents.find(person, id)).toMatchObject({ signatures: 0 });
  });

  it('is refused when the certificate was revoked', async () => {
    const { person, key } = await personWithKey();
    const id = await upload(person);
    const { caId, serial } = key;
    await world.pki.statuses.change({
      caId,
      serial,
      action: 'revoke',
      reason: 'keyCompromise',
      doneBy: 'test',
    });
    await expect
      .poll(async () => signWith(person, await begun(person, [id]), key))
      .toMatchObject({ code: 'document.evidence_unavailable' });
    expect(await world.documents.find(person, id)).toMatchObject({ signatures: 0 });
  });

  it('over a file that only looks like a PDF is refused', async () => {
    const { person, key } = await personWithKey();
    const id = await upload(person, 'a.pdf', Buffer.from('%PDF-1.7 and nothing else'));
    expect(await signWith(person, await begun(person, [id]), key)).toMatchObject({ code: 'document.format' });
  });
});

describe('a signing with a phone', () => {
  async function withPhone() {
    const person = await world.addPerson();
    const phone = await enrolPhone(world.phones, person.holder);
    const phoneId = phone.storage.phone?.phoneId ?? '';
    const id = await upload(person, 'Müraciət.pdf');
    const display = {
      clientId: 'portal',
      serviceName: 'portal.example.az',
      language: 'az',
      browser: '',
      place: '',
    };
    const outcome = await world.signings.beginWithPhone(person, id, {
      phoneId,
      display,
      stampLanguage: undefined,
    });
    if (outcome.kind !== 'begun') throw new Error(outcome.code);
    const stored = await findPhone(world.phones.db, phoneId);
    const [shown] = stored ? await world.phones.answering.waiting(stored) : [];
    const request = readRequest(JSON.parse(JSON.stringify(shown ?? null)));
    return { person, phone, id, signingId: outcome.signingId, request: request ?? never() };
  }

  it('shows the document on the phone, and signs it with the phone’s certificate', async () => {
    const { person, phone, id, signingId, request } = await withPhone();
    expect(request.documents).toMatchObject([{ name: 'Müraciət.pdf', hash: 'SHA-256' }]);
    expect(await world.signings.takePhoneAnswer(person, signingId, from)).toMatchObject({ kind: 'running' });
    await phone.wallet.approve(request, goodPin);
    expect(await world.signings.takePhoneAnswer(person, signingId, from)).toEqual({ kind: 'signed' });
    const [signature] = (await readSigned(person, id))?.signatures ?? [];
    expect(signature).toMatchObject({ value: 'verifies', level: 'LT' });
    const { certificate } = signature?.signer ?? {};
    const [key] = await world.signings.phonesOf(person);
    expect(Buffer.from(certificate?.raw ?? []).equals(key?.certificate ?? Buffer.alloc(0))).toBe(true);
    expect(new X509Certificate(key?.certificate ?? Buffer.alloc(0)).subject).toContain(person.personalCode);
  });

  it('ends when the phone refuses, with the reason, and can be begun anew with the card', async () => {
    const { person, phone, id, signingId, request } = await withPhone();
    await phone.wallet.decline(request, 'refuse');
    await world.signings.takePhoneAnswer(person, signingId, from);
    expect(await world.signings.find(person, signingId)).toMatchObject({
      stage: 'over',
      outcome: 'phone.user_cancelled',
    });
    const key = await world.issueKey(person.personalCode);
    expect(await signWith(person, await begun(person, [id]), key)).toEqual({ kind: 'signed' });
  });

  it('that is given up takes the request off the phone', async () => {
    const { person, phone, signingId, request } = await withPhone();
    await world.signings.giveUp(person, signingId, 'card.cancelled');
    await expect(phone.wallet.approve(request, goodPin)).rejects.toMatchObject({
      code: 'mobile.request_over',
    });
  });

  it('with a phone that is not this person’s is refused', async () => {
    const [{ phone }, { person }] = [await withPhone(), await personWithKey()];
    const outcome = await world.signings.beginWithPhone(person, await upload(person), {
      phoneId: phone.storage.phone?.phoneId ?? '',
      display: { clientId: '', serviceName: '', language: 'az', browser: '', place: '' },
      stampLanguage: undefined,
    });
    expect(outcome).toEqual({ kind: 'refused', code: 'document.no_phone' });
  });
});

function never(): never {
  throw new Error('nothing there');
}
