import { setting, wholeNumber } from '../config/index.ts';
import { type LimitRules, limitRules } from './model.ts';

/** What an operator may tune: how many people can stand behind one address. The rest is a decision of the project. */
export const attemptSettings = {
  addressFreeTries: setting(
    'ACAR_ATTEMPTS_ADDRESS_FREE',
    wholeNumber(1, 1_000_000),
    'Sign-in tries from one network address in ten minutes before they are slowed down',
    { fallback: '60' },
  ),
};

/** The rules with the operator's setting in place. */
export function limitRulesFor(settings: { readonly addressFreeTries: number }): LimitRules {
  return { ...limitRules, address: { ...limitRules.address, freeTries: settings.addressFreeTries } };
}
