import { describe, expect, it } from 'vitest';
import { verifyOcsp, verifyPath } from '../../../src/cli/commands/verify.ts';
import type { Command, Services } from '../../../src/cli/model.ts';
import { makeOcsp } from '../../support/der-ocsp.ts';
import { extension, issue, issueCa, now } from '../../support/der-pki.ts';
import { der, oids } from '../../../certs/asn1/index.ts';

const policy = '1.3.6.1.4.1.99999.1';
const policies = extension(oids.certificatePolicies, der.sequence(der.sequence(der.oid(oids.anyPolicy))));
const root = issueCa({ subject: 'root' });
const ca = issueCa({ subject: 'ca', issuer: root, extensions: [policies] });
const leaf = issue({ subject: 'leaf', issuer: ca, extensions: [policies] });
const files: Readonly<Record<string, Uint8Array>> = {
  root: root.certificate.raw,
  ca: ca.certificate.raw,
  leaf: leaf.certificate.raw,
  many: Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(10_000)),
  answer: makeOcsp({ issuer: ca, about: leaf }),
};

async function run(command: Command, options: Readonly<Record<string, string | boolean>>) {
  const readBytes = (path: string) => files[path] ?? new Uint8Array();
  const services = { readBytes } as unknown as Services;
  const input = { operands: [], options: { time: new Date(now).toISOString(), ...options } };
  const outcome = await command.run(input, services).catch((error: unknown) => error);
  return outcome;
}

describe('the flags of one case', () => {
  const path = { leaf: 'leaf', intermediates: 'ca', anchors: 'root' };
  it('of a path take the policy inputs of RFC 5280 6.1.1', async () => {
    expect(await run(verifyPath, path)).toMatchObject({ isValid: true });
    expect(await run(verifyPath, { ...path, policies: policy })).toMatchObject({ isValid: true });
    expect(await run(verifyPath, { ...path, 'inhibit-any': true })).toMatchObject({ isValid: true });
    const inhibited = { ...path, policies: policy, 'inhibit-any': true, 'inhibit-mapping': true };
    expect(await run(verifyPath, inhibited)).toMatchObject({ data: { error: { code: 'path.policy' } } });
  });

  it('of a path are unusable with a depth that is no number, and with files of too many certificates', async () => {
    expect(await run(verifyPath, { ...path, 'max-depth': '' })).toMatchObject({ code: 'cli.unusable_input' });
    expect(await run(verifyPath, { ...path, intermediates: 'ca,many' })).toMatchObject({
      code: 'cli.unusable_input',
    });
  });

  it('of an OCSP answer take the age', async () => {
    const ocsp = { response: 'answer', issuer: 'ca', cert: 'leaf' };
    expect(await run(verifyOcsp, ocsp)).toMatchObject({ isValid: true, text: ['good'] });
    expect(await run(verifyOcsp, { ...ocsp, 'max-age': '0' })).toMatchObject({ isValid: false });
    expect(await run(verifyOcsp, { ...ocsp, 'max-age': 'old' })).toMatchObject({
      code: 'cli.unusable_input',
    });
    expect(await run(verifyOcsp, { ...ocsp, 'max-age': '' })).toMatchObject({ code: 'cli.unusable_input' });
    expect(await run(verifyOcsp, { ...ocsp, issuer: 'root' })).toMatchObject({ isValid: false });
  });
});
