import { createCipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  blankPivState,
  createPivCard,
  factorySecrets,
  openCardFile,
  saveCardFile,
} from '../../../smartcard/virtual/index.ts';
import { testPivState } from '../../support/test-cards.ts';

const select = '00a4040009a0000003080000100000';
const verifyPin = '0020008008313233343536ffff';

function conversation(card = createPivCard(testPivState())) {
  return async (...commands: readonly string[]): Promise<string> => {
    let answer = '';
    for (const command of commands)
      answer = Buffer.from(await card.answer(Buffer.from(command.replaceAll(' ', ''), 'hex'))).toString(
        'hex',
      );
    return answer;
  };
}

describe('the virtual PIV card (SP 800-73-4 part 2)', () => {
  it('is not there until it is selected, and stays selected when another application is not found', async () => {
    const say = conversation();
    expect(await say('00cb3fff035c017e00')).toBe('6d00');
    expect(await say(select)).toMatch(/^61.*9000$/);
    expect(await say('00a4040006a00000000101')).toBe('6a82');
    expect(await say('00cb3fff035c017e00')).toBe('7e124f0ba0000003080000100001005f2f0240009000');
  });

  it('honours Le and hands out the rest by GET RESPONSE, once', async () => {
    const say = conversation();
    const whole = await say(select, '00cb3fff055c035fc10200');
    const first = await say('00cb3fff055c035fc10208');
    expect(first).toBe(`${whole.slice(0, 16)}61${((whole.length - 4 - 16) / 2).toString(16)}`);
    expect(await say('00c0000000')).toBe(whole.slice(16));
    expect(await say('00c0000000')).toBe('6985');
  });

  it('forgets the PIN at a reset, at an explicit end, and after a wrong one', async () => {
    const card = createPivCard(testPivState());
    const say = conversation(card);
    expect(await say(select, verifyPin, '00200080')).toBe('9000');
    card.reset();
    expect(await say(select, '00200080')).toBe('63c3');
    expect(await say(verifyPin, '0020ff80', '00200080')).toBe('63c3');
    expect(await say(verifyPin, '0020008008393939393939ffff')).toBe('63c2');
    expect(await say('00200080')).toBe('63c2');
  });

  it('does not count a PIN that has not the form of one', async () => {
    const say = conversation();
    expect(await say(select, '00200080063132333435360a')).not.toMatch(/^63/);
    expect(await say('002000800831ffffffffffffff')).toBe('6a80');
    expect(await say('00200081083132333435363738')).toBe('6a88');
    expect(await say('00200080')).toBe('63c3');
  });

  it('lets nobody write who has not shown the management key', async () => {
    const say = conversation(createPivCard(blankPivState()));
    const put = '00db3fff 0b 5c035fc1055304 71010000';
    const generate = '0047009a05ac03800111';
    expect(await say(select, put)).toBe('6982');
    expect(await say(generate)).toBe('6982');
    expect(await say('00870a9b047c02800000')).toMatch(/^7c128010/);
    expect(await say(`00870a9b267c248010${'00'.repeat(16)}8110${'00'.repeat(16)}`)).toBe('6982');
    expect(await say(put)).toBe('6982');
  });

  it('takes the answer to its own challenge, once', async () => {
    const say = conversation(createPivCard(blankPivState()));
    const asked = await say(select, '00870a9b047c02810000');
    const challenge = Buffer.from(asked.slice(8, 40), 'hex');
    const cipher = createCipheriv('aes-192-ecb', factorySecrets.managementKey, null).setAutoPadding(false);
    const answer = `00870a9b147c128210${cipher.update(challenge).toString('hex')}`;
    expect(await say(answer)).toBe('9000');
    expect(await say(answer)).toBe('6982');
    expect(await say('0047009a05ac03800111')).toMatch(/^7f4943864104/);
  });
});

describe('the file of a virtual card', () => {
  it('keeps keys and counters over the end of the program, for its owner alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acar-card-'));
    const path = join(folder, 'card.json');
    saveCardFile(path, testPivState());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await conversation(openCardFile(path).card)(select, '0020008008393939393939ffff');
    expect(await conversation(openCardFile(path).card)(select, '00200080')).toBe('63c2');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pin: { triesLeft: 2 } });
    rmSync(folder, { recursive: true });
  });

  it('is refused when it holds something else', () => {
    expect(() => openCardFile('/dev/null')).toThrow();
  });
});
