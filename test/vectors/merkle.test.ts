import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyConsistency, verifyInclusion } from '../../certs/index.ts';

const folder = join(import.meta.dirname, '../../../shared/vectors/merkle');
const isThere = existsSync(folder);
if (!isThere) process.stderr.write(`skipped: the vectors of Merkle proofs are not at ${folder}\n`);

const hash = z
  .string()
  .nullish()
  .transform((text) => Buffer.from(text ?? '', 'base64'));
const proof = z
  .array(hash)
  .nullable()
  .transform((hashes) => hashes ?? []);
const shared = { proof, desc: z.string(), wantErr: z.boolean() };
const inclusionSchema = z.strictObject({
  leafIdx: z.number(),
  treeSize: z.number(),
  root: hash,
  leafHash: hash,
  ...shared,
});
const consistencySchema = z.strictObject({
  size1: z.number(),
  size2: z.number(),
  root1: hash,
  root2: hash,
  ...shared,
});

function read<T>(kind: string, schema: z.ZodType<T>): (readonly [string, T])[] {
  return globSync(`${kind}/**/*.json`, { cwd: folder })
    .sort()
    .map((name) => [name, schema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))] as const);
}

const inclusions = isThere ? read('inclusion', inclusionSchema) : [];
const consistencies = isThere ? read('consistency', consistencySchema) : [];
const hex = (bytes: Buffer) => bytes.toString('hex');

function questions() {
  return [
    ...inclusions.map(([id, { leafIdx, treeSize, root, leafHash, proof }]) => ({
      id,
      op: 'inclusion',
      leafIndex: leafIdx,
      treeSize,
      root: hex(root),
      leafHash: hex(leafHash),
      proof: proof.map(hex),
    })),
    ...consistencies.map(([id, { size1, size2, root1, root2, proof }]) => ({
      id,
      op: 'consistency',
      size1,
      size2,
      root1: hex(root1),
      root2: hex(root2),
      proof: proof.map(hex),
    })),
  ];
}

describe.skipIf(!isThere)('the vectors of Merkle proofs (RFC 6962 2.1.1, 2.1.2)', () => {
  it('are all there', () => expect([inclusions.length, consistencies.length]).toEqual([98, 98]));

  it.each(inclusions)('%s', (_, { leafIdx, wantErr, ...question }) => {
    expect(verifyInclusion({ leafIndex: leafIdx, ...question })).toBe(!wantErr);
  });

  it.each(consistencies)('%s', (_, { wantErr, ...question }) => {
    expect(verifyConsistency(question)).toBe(!wantErr);
  });

  it('are judged so by acar verify proof, one line for a line, in order', () => {
    const script = join(import.meta.dirname, '../../scripts/acar');
    const input = questions()
      .map((one) => `${JSON.stringify(one)}\n`)
      .join('');
    const { status, stdout } = spawnSync(script, ['verify', 'proof', '--jsonl'], { input, encoding: 'utf8' });
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const expected = [...inclusions, ...consistencies].map(([id, { wantErr }]) => ({ id, valid: !wantErr }));
    expect(answers).toEqual(expected);
    expect(status).toBe(0);
  });
});
