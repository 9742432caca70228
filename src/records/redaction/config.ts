import { setting, wholeNumber } from '../../config/index.ts';

/** How long records keep what is personal in them: role worker. */
export const recordSettings = {
  originDays: setting(
    'ACAR_RECORDS_ORIGIN_DAYS',
    wholeNumber(1, 36_500),
    'Days for which records keep the addresses and browsers that persons came from; then these are erased, and the records stay provable',
    { fallback: '1096' },
  ),
} as const;
