import { describe, expect, it } from 'vitest';
import { type PathRequest, validatePath } from '../../../certs/index.ts';
import { issue, issueCa, newKey } from '../../support/der-pki.ts';
import { hostileCases, mesh, nameAndKey, questionOf, root } from '../../support/hostile-pki.ts';

const verdict = (question: PathRequest) => {
  const result = validatePath(question);
  return result.kind === 'valid' ? 'valid' : result.code;
};

describe('questions that are made to cost much', () => {
  it.each(hostileCases)('$name: $verdict', (one) => expect(verdict(questionOf(one))).toBe(one.verdict));

  it('finds the short way out of a mesh with little work', () => {
    const { leaf, crossed, last } = mesh(12);
    const intermediates = [...crossed, issueCa({ ...nameAndKey(last), issuer: root }).certificate];
    const question = { ...questionOf({ name: '', verdict: '', make: () => ({ leaf }) }), intermediates };
    expect(verdict({ ...question, budget: { signatures: 3, steps: 200 } })).toBe('valid');
    expect(verdict({ ...question, budget: { signatures: 2, steps: 200 } })).toBe('path.budget_exhausted');
    expect(verdict({ ...question, budget: { signatures: 3, steps: 5 } })).toBe('path.budget_exhausted');
  });

  it('leads to a certificate that its own issuer, of the same name and key, issued to itself (6.1)', () => {
    const ca = issueCa({ subject: 'ca', issuer: root });
    const again = issueCa({ ...nameAndKey(ca), issuer: ca });
    const question = questionOf({
      name: '',
      verdict: '',
      make: () => ({ leaf: again.certificate, intermediates: [again.certificate, ca.certificate] }),
    });
    const result = validatePath(question);
    expect(result.kind === 'valid' && result.path).toHaveLength(3);
    expect(verdict({ ...question, intermediates: [again.certificate] })).toBe('path.no_issuer');
  });

  it('tries longer ways when the shorter ones are refused', () => {
    const [one, two] = [issueCa({ subject: 'one' }), issueCa({ subject: 'two', issuer: root })];
    const direct = issueCa({ ...nameAndKey(one), issuer: root, issuerName: 'root', key: newKey() });
    const around = issueCa({ ...nameAndKey(one), issuer: two });
    const { certificate: leaf } = issue({ subject: 'leaf', issuer: one });
    const intermediates = [direct.certificate, around.certificate, two.certificate];
    const question = questionOf({ name: '', verdict: '', make: () => ({ leaf, intermediates }) });
    const result = validatePath(question);
    expect(result.kind === 'valid' && result.path).toHaveLength(4);
  });
});
