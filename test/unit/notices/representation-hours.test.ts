import { describe, expect, it } from 'vitest';
import { courtSettings } from '../../../src/notices/index.ts';

const read = (text: string) => courtSettings.representationHours.schema.safeParse(text);

describe('how long the register of organisations is believed', () => {
  it.each(['1', '4', '24'])('may be %s hours', (text) => {
    expect(read(text)).toMatchObject({ success: true, data: Number(text) });
  });

  it.each(['0', '25', '1.5', '-4', '', 'four'])('may not be “%s” hours', (text) => {
    expect(read(text).success).toBe(false);
  });
});
