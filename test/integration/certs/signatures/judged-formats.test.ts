import { describe, expect, it } from 'vitest';
import { type Level, readAll, readSigned, type SignedDocument } from '../../../../certs/signatures/index.ts';
import { judgeDocument, type TrustModel } from '../../../../certs/signatures/judgement/index.ts';
import { type FormatCase, formatCases } from '../../../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

/** Every format from the signer's order to the judgement: what one writes the other must believe, and nothing else. */

const year = 365.25 * 86_400_000;
const mostBytes = 10_000_000;

async function sign(world: SigningWorld, one: FormatCase, level: Level): Promise<Uint8Array> {
  const files = one.filesOf('1000 manat');
  const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', files));
  const basic = await one.format.complete(state, files, world.sign('p256', toBeSigned));
  const signed = (await readAll(basic, mostBytes)) ?? new Uint8Array();
  if (level === 'B') return signed;
  const raised = await one.format.raise(one.documentOf(signed, files), level, world.sources);
  return (await readAll(raised, mostBytes)) ?? new Uint8Array();
}

function trustIn({ root }: SigningWorld): TrustModel {
  const services = (['ca', 'tsa'] as const).map((type) => ({ type, certificate: root }));
  return { services };
}

async function judge(world: SigningWorld, signed: SignedDocument, time = world.clock.now()) {
  const result = await readSigned(signed);
  if (result.kind === 'refused') return [`${result.kind} ${result.code}`];
  const { signatures } = judgeDocument(result.document, { trust: trustIn(world), time });
  return signatures.map(({ indication, subIndication = '' }) => `${indication} ${subIndication}`.trim());
}

const levels = ['B', 'T', 'LT', 'LTA'] as const;

describe.each(formatCases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  it('passes at LT and LTA without asking anybody, at B and T only with a status', async () => {
    const world = await createSigningWorld();
    for (const level of levels) {
      const signed = one.documentOf(await sign(world, one, level), one.filesOf('1000 manat'));
      const expected = level === 'B' || level === 'T' ? 'INDETERMINATE TRY_LATER' : 'TOTAL-PASSED';
      expect(await judge(world, signed), level).toEqual([expected]);
    }
  });

  it('still passes at LTA when the signer’s certificate has ended', async () => {
    const world = await createSigningWorld();
    const signed = one.documentOf(await sign(world, one, 'LTA'), one.filesOf('1000 manat'));
    expect(await judge(world, signed, world.clock.now() + 3.5 * year)).toEqual(['TOTAL-PASSED']);
  });

  it('fails for ever when something that was signed is another', async () => {
    const world = await createSigningWorld();
    for (const level of levels) {
      const signed = await sign(world, one, level);
      const spoilt = one.spoilt(signed, one.filesOf('1000 manat'));
      expect((await judge(world, spoilt)).join(), level).toMatch(/^TOTAL-FAILED|^refused/);
    }
  });
});
