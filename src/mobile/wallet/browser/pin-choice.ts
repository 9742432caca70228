import { pinForm } from './pin.ts';

/** What is wrong with a new PIN, by the code of its sentence; undefined = it may be used. */
export function judgeNewPin(pin: string, again: string): 'pinForm' | 'pinWeak' | 'pinDiffers' | undefined {
  if (!pinForm.test(pin)) return 'pinForm';
  if (isWeak(pin)) return 'pinWeak';
  return pin === again ? undefined : 'pinDiffers';
}

/** Rows, one digit again and again, two or three digits in turn: what thieves try first. */
function isWeak(pin: string): boolean {
  const rows = '01234567890 09876543210';
  const [two, three] = [pin.slice(0, 2).repeat(3), pin.slice(0, 3).repeat(2)];
  return rows.includes(pin) || pin === two || pin === three;
}
