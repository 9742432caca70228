import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  isSignedBy,
  noteKey,
  readNote,
  readSignedCheckpoint,
  readVerifierKey,
  timeSignedBy,
  writeCheckpoint,
  writeNote,
  writeVerifierKey,
} from '../../../../certs/index.ts';
import { makeNoteSigner } from '../../../support/log-keys.ts';

const log = await makeNoteSigner('log.example/demo');
const other = await makeNoteSigner('witness.example');
const checkpoint = { origin: 'log.example/demo', size: 17, root: Buffer.alloc(32, 7), extensions: [] };
const text = writeCheckpoint(checkpoint);
const signatures = [await log.sign(text), await log.cosign(text, 1_700_000_000)];
const written = writeNote({ text, signatures });

function noteOf(note: string) {
  const read = readNote(note);
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
}

describe('verifier keys (c2sp.org/signed-note)', () => {
  it('carry the key id that name, type and key give', () => {
    const { name, publicKey } = log.signatureKey;
    const input = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(1), publicKey]);
    const id = createHash('sha256').update(input).digest('hex').slice(0, 8);
    const base64 = Buffer.concat([Buffer.of(1), publicKey]).toString('base64');
    expect(writeVerifierKey(log.signatureKey)).toBe(`log.example/demo+${id}+${base64}`);
  });

  it.each([log.signatureKey, log.cosignatureKey])('are read as they are written', (key) => {
    const read = readVerifierKey(writeVerifierKey(key));
    expect(read).toMatchObject({ value: { name: key.name, type: key.type, keyId: key.keyId } });
  });

  it('of other types, other ids or other lengths are none', () => {
    const vkey = writeVerifierKey(log.signatureKey);
    const [name, id, key = ''] = vkey.split('+', 3);
    const rest = vkey.slice(`${name}+${id}+`.length);
    const ofType = (type: number) =>
      Buffer.concat([Buffer.of(type), Buffer.from(rest, 'base64').subarray(1)]);
    for (const bad of [
      `${name}+00000000+${rest}`,
      `other.example+${id}+${rest}`,
      `${name}+${id}+${ofType(2).toString('base64')}`,
      `${name}+${id}+${key.slice(0, 8)}`,
      `a b+${id}+${rest}`,
      '',
    ])
      expect(readVerifierKey(bad).kind).toBe('malformed');
  });
});

describe('checkpoints (c2sp.org/tlog-checkpoint)', () => {
  it('are three lines and signatures', () => {
    const root = Buffer.alloc(32, 7).toString('base64');
    expect(written.split('\n').slice(0, 4)).toEqual(['log.example/demo', '17', root, '']);
    expect(readSignedCheckpoint(written)).toMatchObject({ kind: 'read', value: { checkpoint } });
  });

  it.each([
    ['a size with a leading zero', written.replace('\n17\n', '\n017\n')],
    ['a size beyond 2^53', written.replace('\n17\n', '\n9007199254740992\n')],
    ['no size', written.replace('\n17\n', '\n\n')],
    ['a root that is cut', written.replace(/Bwc[^\n]+/, 'Bwc=')],
    ['base64 with blanks', written.replace('BwcH', 'Bwc H')],
    ['a carriage return', written.replace('\n17\n', '\n17\r\n')],
    ['no signature', `${text}\n`],
    ['a signature line with something behind it', written.replace(/\n$/, ' x\n')],
    ['no newline at the end', written.replace(/\n$/, '')],
    ['a lone surrogate', written.replace('log', '\ud800')],
    ['nothing', ''],
  ])('with %s are refused', (_, note) => expect(readSignedCheckpoint(note).kind).toBe('malformed'));
});

describe('signatures under a note', () => {
  it('verify with the key that they name, plain (0x01) and with a time (0x04)', () => {
    const note = noteOf(written);
    expect(isSignedBy(note, log.signatureKey)).toBe(true);
    expect(isSignedBy(note, log.cosignatureKey)).toBe(true);
    expect(timeSignedBy(note, log.cosignatureKey)).toBe(1_700_000_000);
    expect(timeSignedBy(note, log.signatureKey)).toBeUndefined();
    expect(isSignedBy(note, other.signatureKey)).toBe(false);
  });

  it('of unknown keys are ignored', async () => {
    const note = noteOf(writeNote({ text, signatures: [await other.sign(text), ...signatures] }));
    expect(isSignedBy(note, log.signatureKey)).toBe(true);
  });

  it('make the note wrong when one that names a known key is wrong', async () => {
    const wrong = await log.sign('another text\n');
    const note = noteOf(writeNote({ text, signatures: [...signatures, wrong] }));
    expect(isSignedBy(note, log.signatureKey)).toBe(false);
  });

  it('with another time, text, or name are wrong', async () => {
    const [plain, timed] = signatures;
    if (!plain || !timed) throw new Error('two signatures');
    const later = Buffer.from(timed.value);
    later.writeUInt8((later[7] ?? 0) ^ 1, 7);
    const note = { text, signatures: [{ ...timed, value: later }] };
    expect(isSignedBy(note, log.cosignatureKey)).toBe(false);
    expect(isSignedBy({ text: `${text}x\n`, signatures }, log.signatureKey)).toBe(false);
    const renamed = noteKey('other.example', 'signature', log.signatureKey.publicKey);
    expect(isSignedBy({ text, signatures }, renamed)).toBe(false);
  });
});
