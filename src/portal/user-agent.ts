import Bowser from 'bowser';
import { catalogue, type Language } from '../messages/index.ts';

const texts = catalogue(
  { unknown: 'Naməlum brauzer', phone: 'telefon', tablet: 'planşet' },
  { unknown: 'Unknown browser', phone: 'phone', tablet: 'tablet' },
  { unknown: 'Неизвестный браузер', phone: 'телефон', tablet: 'планшет' },
);

const longestPart = 40;

/** A short name of browser and system for people: `Firefox, Windows`, `Chrome, Android, telefon`. Never throws. */
export function describeBrowser(userAgent: string, language: Language): string {
  const t = texts[language];
  if (userAgent.trim() === '') return t.unknown;
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 512));
  if (!browser.name) return t.unknown;
  const device = platform.type === 'mobile' ? t.phone : platform.type === 'tablet' ? t.tablet : undefined;
  return [browser.name, os.name, device]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => String(part).slice(0, longestPart))
    .join(', ');
}
