import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../src/messages/index.ts';
import { describeBrowser } from '../../../src/portal/index.ts';

describe('describeBrowser', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox, Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
      'Microsoft Edge, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari, iOS, telefon',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
      'Chrome, Android, planşet',
    ],
    ['', 'Naməlum brauzer'],
    ['   ', 'Naməlum brauzer'],
  ])('names %s', (userAgent, text) => {
    expect(describeBrowser(userAgent, 'az')).toBe(text);
  });

  it('is short and never throws, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.constantFrom(...languages),
        (text, language) => {
          const words = describeBrowser(text, language);
          expect(words.length).toBeGreaterThan(0);
          expect(words.length).toBeLessThanOrEqual(100);
        },
      ),
    );
  });
});
