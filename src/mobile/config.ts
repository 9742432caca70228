import { z } from 'zod';
import { origin, setting } from '../config/index.ts';

const optionalOrigin = z.union([z.literal('').transform(() => undefined), origin]);
const httpsOnly = { refusedInProduction: (value: string | undefined) => value?.startsWith('http:') === true };

/** Settings of the mobile-signature service and of the wallet. */
export const mobileSettings = {
  walletOrigin: setting(
    'ACAR_WALLET_ORIGIN',
    optionalOrigin,
    "Origin of the wallet, the phone's web app. Empty = no sign-in with a phone",
    { fallback: '', ...httpsOnly },
  ),
  serviceOrigin: setting(
    'ACAR_MOBILE_ORIGIN',
    optionalOrigin,
    'Origin of the mobile-signature service for relying parties (REST). Empty = not answered',
    { fallback: '', ...httpsOnly },
  ),
  operator: {
    address: setting(
      'ACAR_MOBILE_OPERATOR',
      optionalOrigin,
      "Origin of an operator's mobile-signature service that the identity provider asks instead of our own. Empty = our own",
      { fallback: '', ...httpsOnly },
    ),
    relyingPartyId: setting(
      'ACAR_MOBILE_OPERATOR_ID',
      z.union([z.literal(''), z.uuid()]),
      'UUID that the operator gave us as a relying party',
      { fallback: '' },
    ),
    relyingPartyName: setting(
      'ACAR_MOBILE_OPERATOR_NAME',
      z.string().max(100),
      'Name under which the operator knows us',
      { fallback: '' },
    ),
  },
};
