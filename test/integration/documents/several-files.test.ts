import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asic } from '../../../certs/signatures/asic/index.ts';
import { signCardRequest } from '../../../src/documents/card-request.ts';
import { type Row, statement } from '../../../src/db/index.ts';
import { type DocumentsWorld, filesOf, from, startDocumentsWorld } from '../../support/documents-world.ts';
import { pdfOfText } from '../../support/pdf-documents.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await startDocumentsWorld(createShiftedClock());
});
afterAll(() => world?.stop());

type Person = Awaited<ReturnType<DocumentsWorld['addPerson']>>;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const file = (name: string, content: string | Uint8Array) => ({
  name,
  content: once(typeof content === 'string' ? Buffer.from(content) : content),
});

async function uploadAll(person: Person, ...files: readonly ReturnType<typeof file>[]) {
  const outcome = await world.documents.upload(person, filesOf(...files), from);
  if (outcome.kind !== 'uploaded') throw new Error(outcome.code);
  const document = await world.documents.find(person, outcome.documentId);
  if (!document) throw new Error('no document');
  return document;
}

async function textOf(content: { open(): AsyncIterable<Uint8Array> }): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function sign(person: Person, documentId: string) {
  const key = await world.issueKey(person.personalCode);
  const begun = await world.signings.beginWithCard(person, [documentId], undefined);
  if (begun.kind !== 'begun') throw new Error(begun.code);
  const { signingId } = begun;
  const { certificate } = key;
  const shown = { certificate, algorithms: ['ES256'], showsFiles: true };
  await world.signings.takeCertificate(person, signingId, shown);
  const signing = await world.signings.find(person, signingId);
  const values = (signing?.items ?? []).map(({ toBeSigned }) => key.sign(toBeSigned ?? Buffer.alloc(0)));
  expect(values).toHaveLength(1);
  return world.signings.takeValues(person, signingId, values, from);
}

const contents = statement('test.contents', 'select count(*)::int as count from document_content');
const countContents = async () => (await world.db.query<{ readonly count: number }>(contents))[0]?.count ?? 0;

describe('several files', () => {
  it('become one container, in which one signature of each person covers them all (EN 319 162-1 4.4)', async () => {
    const person = await world.addPerson();
    const other = await world.addPerson();
    const document = await uploadAll(
      person,
      file('Müqavilə.docx', '1000 manat'),
      file('Əlavə.pdf', pdfOfText('əlavə')),
      file('müqavilə.DOCX', 'digər'),
    );
    expect(document).toMatchObject({
      name: 'Müqavilə + 2.asice',
      format: 'ASiC-E',
      mediaType: 'application/vnd.etsi.asic-e+zip',
    });
    const files = await world.documents.files(document);
    expect(files.map(({ name }) => name)).toEqual(['Müqavilə.docx', 'Əlavə.pdf', 'müqavilə (2).DOCX']);
    expect(await textOf(files[0]?.content ?? { open: () => once(new Uint8Array()) })).toBe('1000 manat');
    await world.documents.invite(person, document.documentId, other.personalCode, from);
    for (const one of [person, other])
      expect(await sign(one, document.documentId)).toEqual({ kind: 'signed' });
    const signed = await world.documents.find(person, document.documentId);
    const opened = signed && (await world.documents.open(signed, 'signed'));
    if (!opened) throw new Error('not signed');
    expect(opened.name).toBe('Müqavilə + 2-imzalı.asice');
    const read = await asic.read({ file: opened, detached: [] });
    if (read.kind !== 'read') throw new Error(read.message);
    expect(read.document.signatures).toMatchObject([
      { value: 'verifies', level: 'LT', coversWholeDocument: true },
      { value: 'verifies', level: 'LT', coversWholeDocument: true },
    ]);
    expect(read.document.files.map(({ coveredBy }) => coveredBy.length)).toEqual([2, 2, 2]);
  });

  it('are told by name and digest to the card that signs them (smartcard/agent/PROTOCOL.md 7)', async () => {
    const person = await world.addPerson();
    const several = await uploadAll(person, file('Müqavilə.docx', '1000 manat'), file('a.txt', 'əlavə'));
    const single = await uploadAll(person, file('b.txt', 'tək'));
    const ids = [several.documentId, single.documentId];
    const begun = await world.signings.beginWithCard(person, ids, undefined);
    if (begun.kind !== 'begun') throw new Error(begun.code);
    const { certificate } = await world.issueKey(person.personalCode);
    const key = { certificate, algorithms: ['ES256'], showsFiles: true };
    expect(await world.signings.takeCertificate(person, begun.signingId, key)).toEqual({ kind: 'advanced' });
    const signing = await world.signings.find(person, begun.signingId);
    if (!signing) throw new Error('no signing');
    const asked: Record<string, unknown>[] = [];
    const card = {
      origin: 'https://portal.example',
      agentOrigin: 'http://127.0.0.1:1',
      sign: async (_: string, claims: Readonly<Record<string, unknown>>) => `${asked.push({ ...claims })}`,
    };
    const path = '/me/documents/signing/1';
    await signCardRequest(card, { signing, path, service: 'Açar portalı', language: 'az', now: 0 });
    const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
    const files = [
      { name: 'Müqavilə.docx', digest: sha256('1000 manat') },
      { name: 'a.txt', digest: sha256('əlavə') },
    ];
    expect(asked).toMatchObject([{ documents: [{ name: several.name, files }, { name: 'b.txt' }] }]);
    expect(JSON.stringify(asked)).not.toContain('"files":[]');
  });

  it('are not signed by a card whose window would not show them (PROTOCOL.md 8)', async () => {
    const person = await world.addPerson();
    const { certificate } = await world.issueKey(person.personalCode);
    const key = { certificate, algorithms: ['ES256'], showsFiles: false };
    const outcomeFor = async (...files: readonly ReturnType<typeof file>[]) => {
      const { documentId } = await uploadAll(person, ...files);
      const begun = await world.signings.beginWithCard(person, [documentId], undefined);
      if (begun.kind !== 'begun') throw new Error(begun.code);
      return world.signings.takeCertificate(person, begun.signingId, key);
    };
    expect(await outcomeFor(file('a', 'a'), file('b', 'b'))).toEqual({
      kind: 'refused',
      code: 'document.agent_outdated',
    });
    expect(await outcomeFor(file('a', 'a'))).toEqual({ kind: 'advanced' });
  });

  it('are no more in one signing than a person is shown', async () => {
    const person = await world.addPerson();
    const twenty = () => Array.from({ length: 20 }, (_, at) => file(`${at}`, 'a'));
    const [first, second, third] = [
      await uploadAll(person, ...twenty()),
      await uploadAll(person, ...twenty()),
      await uploadAll(person, file('a', 'a'), file('b', 'b')),
    ].map(({ documentId }) => documentId);
    const outcomeOf = (...ids: readonly (string | undefined)[]) =>
      world.signings.beginWithCard(
        person,
        ids.flatMap((id) => id ?? []),
        undefined,
      );
    expect(await outcomeOf(first, second, third)).toEqual({
      kind: 'refused',
      code: 'document.too_many_to_show',
    });
    expect(await outcomeOf(first, second)).toMatchObject({ kind: 'begun' });
  });

  it('leave nothing of themselves beside the container', async () => {
    const person = await world.addPerson();
    const before = await countContents();
    await uploadAll(person, file('a.txt', 'a'), file('b.txt', 'b'));
    expect(await countContents()).toBe(before + 1);
  });

  it('may be called as the parts of a container are', async () => {
    const document = await uploadAll(await world.addPerson(), file('mimetype', 'a'), file('META-INF', 'b'));
    const files = await world.documents.files(document);
    expect(files.map(({ name }) => name)).toEqual(['mimetype (2)', 'META-INF (2)']);
  });

  it.each([
    ['none of them', [], 'document.no_file'],
    ['an empty one', [file('a', 'a'), file('b', '')], 'document.empty'],
    [
      'more than may be together',
      [file('a', Buffer.alloc(2_000_000)), file('b', Buffer.alloc(1_000_001))],
      'document.too_large',
    ],
    ['too many', Array.from({ length: 21 }, (_, at) => file(`${at}`, 'a')), 'document.too_many_files'],
  ] as const)('are not taken, and leave nothing: %s', async (_, files, code) => {
    const person = await world.addPerson();
    const before = await countContents();
    expect(await world.documents.upload(person, filesOf(...files), from)).toEqual({ kind: 'refused', code });
    expect(await countContents()).toBe(before);
  });

  it('are listed for a container of ours alone', async () => {
    const document = await uploadAll(await world.addPerson(), file('a.asice', 'PK'));
    expect(document.name).toBe('a.asice');
    expect(await world.documents.files(document)).toEqual([]);
  });
});

describe('an invitation', () => {
  interface Message extends Row {
    readonly channel: string;
    readonly recipient: string;
    readonly subject: string | null;
    readonly body: string;
  }
  const messages = async () =>
    world.database
      .owner()
      .query<Message>(
        statement(
          'test.messages',
          `select channel, recipient, subject, body from outbox_message where topic = 'document.invited' order by id`,
        ),
      );

  async function setLanguage(person: Person, language: string, email: string): Promise<void> {
    await world.database
      .owner()
      .query(
        statement(
          'test.contact',
          `update account set language = $2, email = $3, mobile = '+994501234567' where id = $1`,
        ),
        [person.accountId, language, email],
      );
  }

  it.each([
    ['az', 'Sənəd imzanızı gözləyir', 'sizi sənəd imzalamağa dəvət edir'],
    ['en', 'A document waits for your signature', 'asks you to sign a document'],
    ['ru', 'Документ ждёт вашей подписи', 'приглашает вас подписать документ'],
  ])(
    'tells the person by e-mail and SMS, in %s, with the document’s address',
    async (language, subject, words) => {
      const [person, invited] = [await world.addPerson(), await world.addPerson()];
      await setLanguage(invited, language, `${language}@example.az`);
      const document = await uploadAll(person, file('GİZLİ ad.txt', 'a'));
      const before = (await messages()).length;
      await world.documents.invite(person, document.documentId, invited.personalCode, from);
      const told = (await messages()).slice(before);
      const body = expect.stringContaining(`https://portal.example.az/me/documents/${document.documentId}`);
      expect(told).toMatchObject([
        { channel: 'email', recipient: `${language}@example.az`, subject, body },
        { channel: 'sms', recipient: '+994501234567', subject: null, body },
      ]);
      for (const one of told) {
        expect(one.body).toContain(`Sınaq Nümunəyeva ${words}`);
        expect(one.body).not.toContain('GİZLİ');
      }
    },
  );

  it('that is refused, or of somebody without an account, tells nobody', async () => {
    const person = await world.addPerson();
    const document = await uploadAll(person, file('a.txt', 'a'));
    const before = (await messages()).length;
    const again = await world.documents.invite(person, document.documentId, person.personalCode, from);
    expect(again).toEqual({ kind: 'refused', code: 'document.person_present' });
    const unknown = await world.documents.invite(person, document.documentId, '9ZZZZZ9', from);
    expect(unknown).toEqual({ kind: 'invited' });
    expect((await messages()).length).toBe(before);
  });

  it('is one of at most fifty a day for all documents, also where they are sent at once', async () => {
    const [person, invited] = [await world.addPerson(), await world.addPerson()];
    const documents = [];
    for (let nth = 0; nth < 6; nth += 1) documents.push(await uploadAll(person, file('a.txt', 'a')));
    const [first, ...others] = documents;
    for (let turn = 0; turn < 48; turn += 1) {
      await world.documents.invite(person, first?.documentId ?? '', invited.personalCode, from);
      await world.documents.withdraw(person, first?.documentId ?? '', invited.personalCode);
    }
    const asked = await Promise.all(
      others.map(({ documentId }) => world.documents.invite(person, documentId, invited.personalCode, from)),
    );
    expect(asked.filter(({ kind }) => kind === 'invited')).toHaveLength(2);
  });

  it('is one of at most fifty a day', async () => {
    const [person, invited] = [await world.addPerson(), await world.addPerson()];
    const document = await uploadAll(person, file('a.txt', 'a'));
    for (let turn = 0; turn < 50; turn += 1) {
      const asked = await world.documents.invite(person, document.documentId, invited.personalCode, from);
      expect(asked).toEqual({ kind: 'invited' });
      await world.documents.withdraw(person, document.documentId, invited.personalCode);
    }
    expect(await world.documents.invite(person, document.documentId, invited.personalCode, from)).toEqual({
      kind: 'refused',
      code: 'document.too_many_invitations',
    });
  });
});
