import koffi from 'koffi';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  generatePkcs11Key,
  openPkcs11Signer,
  openPkcs11Token,
  type Pkcs11Token,
  type Signer,
  signatureAlgorithms,
} from '../../../certs/keys/index.ts';
import { attributes, objectClasses } from '../../../certs/keys/pkcs11-mechanisms.ts';
import { der, oids } from '../../../certs/asn1/index.ts';
import { describeWithSoftHsm, type SoftHsm, softhsmModule, startSoftHsm } from '../../support/softhsm.ts';

const algorithm = signatureAlgorithms['ecdsa-p256-sha256'];
const pin = Buffer.from('8372004');
const message = Buffer.from('message');

describeWithSoftHsm('a PKCS #11 token', () => {
  let hsm: SoftHsm;
  let token: Pkcs11Token;
  let signer: Signer;
  let round = 0;
  let tokenLabel = '';

  beforeAll(() => {
    hsm = startSoftHsm();
  });
  afterAll(() => hsm.remove());
  beforeEach(async () => {
    round += 1;
    tokenLabel = `token ${round}`;
    finalize();
    hsm.createToken(tokenLabel, pin.toString());
    token = await openPkcs11Token({ modulePath: softhsmModule, tokenLabel, pin });
    await generatePkcs11Key(token, 'key', algorithm);
    signer = await openPkcs11Signer(token, { label: 'key' }, algorithm);
  });
  afterEach(() => token.close());

  const open = (change: { readonly tokenLabel?: string; readonly pin?: Uint8Array } = {}) =>
    openPkcs11Token({ modulePath: softhsmModule, tokenLabel, pin, ...change });
  const signMany = () => Promise.all(Array.from({ length: 20 }, () => signer.sign(message)));

  it('goes on after it was logged out, with all signatures that wait', async () => {
    await token.use(({ module, handle }) => module.logout(handle));
    expect(await signMany()).toHaveLength(20);
  });

  it('goes on after the module was finalised under it', async () => {
    finalize();
    expect(await signMany()).toHaveLength(20);
    finalize();
    expect(await signer.sign(message)).toBeInstanceOf(Uint8Array);
  });

  it('is unavailable while the token is away, and signs again when it is back', async () => {
    hsm.hide();
    finalize();
    await expect(signer.sign(message)).rejects.toMatchObject({ code: 'keys.unavailable' });
    await expect(signer.sign(message)).rejects.toMatchObject({ code: 'keys.unavailable' });
    await expect(open()).rejects.toMatchObject({ code: 'keys.unavailable' });
    hsm.show();
    finalize();
    expect(await signMany()).toHaveLength(20);
  });

  it('never signs with another key that came under the name of the first', async () => {
    hsm.hide();
    finalize();
    hsm.createToken(tokenLabel, pin.toString());
    const other = await open();
    await expect(signer.sign(message)).rejects.toMatchObject({ code: 'keys.unavailable' });
    await generatePkcs11Key(other, 'key', algorithm);
    await expect(signer.sign(message)).rejects.toMatchObject({ code: 'keys.mismatch' });
    await other.close();
    hsm.show();
    finalize();
    expect(await signer.sign(message)).toBeInstanceOf(Uint8Array);
  });

  it('may be opened many times at once, also with a wrong PIN among the right ones', async () => {
    await token.close();
    finalize();
    const wrong = Buffer.from('00000000');
    const opening = [pin, pin, wrong, pin, wrong, pin].map((one) => open({ pin: one }));
    const results = await Promise.allSettled(opening);
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const signers = await Promise.all(
      opened.map((one) => openPkcs11Signer(one, { label: 'key' }, algorithm)),
    );
    await Promise.all(signers.map((one) => one.sign(message)));
    await Promise.all(opened.map((one) => one.close()));
  });

  it('asks with a refused PIN once only, for a token locks itself', async () => {
    hsm.hide();
    finalize();
    hsm.createToken(tokenLabel, '00000000');
    await expect(signer.sign(message)).rejects.toMatchObject({ code: 'keys.wrong_secret' });
    hsm.show();
    finalize();
    await expect(signer.sign(message)).rejects.toMatchObject({ code: 'keys.wrong_secret' });
    const again = await open();
    expect(await (await openPkcs11Signer(again, { label: 'key' }, algorithm)).sign(message)).toBeDefined();
    await again.close();
  });

  it('does not take any PIN because the process is logged in already', async () => {
    await expect(open({ pin: Buffer.from('8372005') })).rejects.toMatchObject({ code: 'keys.wrong_secret' });
    expect(await signer.sign(message)).toBeDefined();
    await token.close();
    await expect(open({ pin: Buffer.from('8372005') })).rejects.toMatchObject({ code: 'keys.wrong_secret' });
  });

  it('says what is missing or ambiguous', async () => {
    await expect(open({ tokenLabel: 'nowhere' })).rejects.toMatchObject({ code: 'keys.unavailable' });
    await expect(openPkcs11Signer(token, { label: 'nothing' }, algorithm)).rejects.toMatchObject({
      code: 'keys.unavailable',
    });
    await expect(generatePkcs11Key(token, 'key', algorithm)).rejects.toMatchObject({ code: 'keys.mismatch' });
    hsm.createToken(tokenLabel, pin.toString());
    finalize();
    await expect(open()).rejects.toMatchObject({ code: 'keys.mismatch' });
    for (const modulePath of ['/nowhere.so', softhsmModule.replace(/[^/]+$/, '')]) {
      const failed = openPkcs11Token({ modulePath, tokenLabel, pin });
      await expect(failed).rejects.toMatchObject({ code: 'keys.unavailable' });
    }
  });

  it('refuses a key that may leave the token', async () => {
    const names = [
      { type: attributes.token, value: true },
      { type: attributes.label, value: Buffer.from('loose') },
    ];
    const publicKey = [...names, { type: attributes.ecParams, value: der.oid(oids.prime256v1) }];
    const privateKey = [
      ...names,
      { type: attributes.sensitive, value: true },
      { type: attributes.extractable, value: true },
    ];
    await token.use((session) =>
      session.writing((handle) =>
        session.module.generateKeyPair(handle, { mechanism: { type: 0x1040 }, publicKey, privateKey }),
      ),
    );
    const loose = openPkcs11Signer(token, { label: 'loose' }, algorithm);
    await expect(loose).rejects.toMatchObject({ code: 'keys.mismatch' });
  });

  it('makes keys that nothing can take out of the token', async () => {
    const found = await token.use(async ({ module, handle }) => {
      const [key = 0] = await module.findObjects(handle, [
        { type: attributes.class, value: objectClasses.privateKey },
      ]);
      const secretValue = 0x11;
      await expect(module.attributes(handle, key, [secretValue])).rejects.toMatchObject({ result: 0x11 });
      const types = [attributes.sensitive, attributes.extractable, attributes.private, attributes.sign];
      return module.attributes(handle, key, types);
    });
    expect(found.map((value) => value?.[0])).toEqual([1, 0, 1, 1]);
  });
});

/** What a module does to everybody when any part of the process ends it. */
function finalize(): void {
  const library = koffi.load(softhsmModule);
  library.func('C_Finalize', 'ulong', ['void *'])(null);
}
