import { setting, wholeNumber } from '../../config/index.ts';

/** How long payloads of each class are kept: role worker. A record and its proof stay. */
export const payloadSettings = {
  exchange: setting(
    'ACAR_PAYLOADS_EXCHANGE_DAYS',
    wholeNumber(1, 36_500),
    'Days for which the content of requests and answers between agencies is kept; then it is erased, and their records stay',
    { fallback: '1096' },
  ),
  refusal: setting(
    'ACAR_PAYLOADS_REFUSAL_DAYS',
    wholeNumber(1, 36_500),
    'Days for which the content of refused requests is kept',
    { fallback: '90' },
  ),
} as const;
