import {
  grantedUri,
  signTrustedList,
  type TrustedListContent,
  type WrittenService,
} from '../../certs/signatures/trust/index.ts';
import type { SigningWorld } from './signing-world.ts';

const address = {
  street: 'Nümunə küçəsi 1',
  locality: 'Bakı',
  postalCode: 'AZ1000',
  country: 'AZ',
  electronic: ['mailto:info@example.az'],
};
const en = (text: string) => ({ en: text });

/** A list of a signing world's authorities and its unit, signed by the world's seal, good for 90 days. */
export function listOfWorld(
  world: SigningWorld,
  over: Partial<Pick<TrustedListContent, 'sequenceNumber' | 'issuedAt' | 'nextUpdate'>> = {},
): Promise<Uint8Array> {
  const now = world.clock.now();
  const statuses = [{ status: grantedUri, from: now - 86_400_000 }] as const;
  const authorities = world.intermediates.map(
    (certificate, index): WrittenService => ({ type: 'ca', name: en(`CA ${index}`), certificate, statuses }),
  );
  const unit: WrittenService = { type: 'tsa', name: en('TSA'), certificate: world.timeStampUnit, statuses };
  const content: TrustedListContent = {
    sequenceNumber: 1,
    territory: 'AZ',
    operatorName: en('Operator'),
    operatorAddress: address,
    schemeName: en('AZ:List'),
    informationUri: 'https://example.az/list',
    legalNotice: en('Notice'),
    issuedAt: now,
    nextUpdate: now + 90 * 86_400_000,
    distributionPoint: 'https://example.az/list.xml',
    providers: [
      {
        name: en('Provider'),
        tradeName: en('VATAZ-1400000001'),
        address,
        informationUri: 'https://example.az',
        services: [...authorities, unit],
      },
    ],
    ...over,
  };
  return signTrustedList(content, {
    certificate: world.certificateOf('seal'),
    scheme: world.schemeOf('seal'),
    sign: async (message) => world.sign('seal', message),
  });
}
