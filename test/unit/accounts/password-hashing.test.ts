import { describe, expect, it } from 'vitest';
import { createPasswordHashing } from '../../../src/accounts/password-hashing.ts';

const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };

async function hashed(hashing: Awaited<ReturnType<typeof createPasswordHashing>>, password: string) {
  const outcome = await hashing.hash(password);
  if (outcome.kind !== 'hashed') throw new Error('busy');
  return outcome.phc;
}

describe('password hashing', () => {
  it('makes argon2id PHC strings with the parameters set and a fresh salt each time', async () => {
    const hashing = await createPasswordHashing({ memoryKiB: 128, passes: 2, lanes: 1 });
    const phc = await hashed(hashing, 'üç yaşıl qatar');
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=128,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hashed(hashing, 'üç yaşıl qatar')).not.toBe(phc);
    expect(await hashing.verify(phc, 'üç yaşıl qatar')).toBe('right');
    expect(await hashing.verify(phc, 'üç yaşıl vaqon')).toBe('wrong');
  });

  it('takes composed and decomposed letters for the same password (NFKC)', async () => {
    const hashing = await createPasswordHashing(cheap);
    const phc = await hashed(hashing, 'üç yaşıl qatar');
    expect(await hashing.verify(phc, 'üç yaşıl qatar'.normalize('NFD'))).toBe('right');
  });

  it('answers wrong without a PHC string, whatever the password', async () => {
    const hashing = await createPasswordHashing(cheap);
    expect(await hashing.verify(undefined, 'anything')).toBe('wrong');
    expect(await hashing.verify(undefined, '')).toBe('wrong');
  });

  it('verifies strings of older parameters and asks to raise them', async () => {
    const old = await createPasswordHashing(cheap);
    const current = await createPasswordHashing({ ...cheap, passes: 2 });
    const phc = await hashed(old, 'tbw9-fkq2-hxz7');
    expect(await current.verify(phc, 'tbw9-fkq2-hxz7')).toBe('right');
    expect(current.needsRehash(phc)).toBe(true);
    expect(current.needsRehash(await hashed(current, 'tbw9-fkq2-hxz7'))).toBe(false);
  });

  it('runs and keeps waiting no more than it may, and answers busy to the rest', async () => {
    const hashing = await createPasswordHashing({ ...cheap, running: 2, waiting: 3 });
    const outcomes = Array.from({ length: 8 }, () => hashing.verify(undefined, 'x'));
    expect(hashing.load()).toEqual({ running: 2, waiting: 3 });
    expect((await Promise.all(outcomes)).filter((outcome) => outcome === 'busy')).toHaveLength(3);
    expect(hashing.load()).toEqual({ running: 0, waiting: 0 });
    expect(await hashing.verify(undefined, 'x')).toBe('wrong');
  });

  it('gives its place back when a string cannot be read', async () => {
    const hashing = await createPasswordHashing({ ...cheap, running: 1, waiting: 0 });
    await expect(hashing.verify('not a PHC string', 'x')).rejects.toThrow();
    expect(await hashing.verify(undefined, 'x')).toBe('wrong');
  });
});
