import { describe, expect, it } from 'vitest';
import { gatewayDescription } from '../../../src/gateway/index.ts';
import { readPlace } from '../../../src/gateway/places.ts';

const id = '5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3';
const examples: Readonly<Record<string, string>> = {
  service: 'persons',
  path: 'lookup',
  requestId: id,
  record: '17',
  questionId: id,
};

describe('the addresses of the gateway', () => {
  it.each(gatewayDescription.map((one) => [one.id, one.path] as const))(
    '%s is described where it is',
    (name, path) => {
      const target = path.replace(/:(\w+)/g, (_, parameter: string) => examples[parameter] ?? '');
      expect(readPlace(target)?.id).toBe(name);
    },
  );

  it('go on from behind a question', () => {
    expect(readPlace(`/questions?after=${id}`)).toEqual({ id: 'gateway.questions', after: id });
  });

  it.each([
    '/',
    '/questions/',
    '/questions?',
    '/questions?after=',
    `/questions?after=${id}&after=${id}`,
    `/questions?after=${id.toUpperCase()}`,
    `/questions?before=${id}`,
    `/questions/${id}`,
    `/questions/${id}/answer?x`,
    `/exchanges/${id}/records/`,
    '/exchanges/one',
    '/services/persons',
    '/services/persons/../x',
  ])('are no others, each in one form: %s', (target) => expect(readPlace(target)).toBeUndefined());
});
