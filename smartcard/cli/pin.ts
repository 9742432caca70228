import type { PinOutcome } from '../drivers/card.ts';
import { purposeOf, withCard } from './cards.ts';
import { CardCliError } from './errors.ts';
import type { Command, Options, OptionSpec, Surroundings, Told } from './model.ts';

const keyOption: Readonly<Record<string, OptionSpec>> = {
  key: {
    type: 'string',
    value: 'PURPOSE',
    summary: 'authentication (default) or signature, where a card has a PIN for each',
  },
};

export const changePin: Command = {
  name: 'change-pin',
  summary: 'another PIN, for who knows the one that the card has',
  options: keyOption,
  example: 'acar card change-pin',
  run: (options, surroundings) => replace(options, surroundings, 'pin'),
};

export const unblock: Command = {
  name: 'unblock',
  summary: 'another PIN in the place of a blocked one, for who has the PUK',
  options: keyOption,
  example: 'acar card unblock --key signature',
  run: (options, surroundings) => replace(options, surroundings, 'puk'),
};

async function replace(
  options: Options,
  { source, secrets }: Surroundings,
  shown: 'pin' | 'puk',
): Promise<Told> {
  const purpose = purposeOf(options);
  // Asked before the card is opened: nobody else can use it while a person types.
  const current = await secrets.text(shown, shown === 'pin' ? 'PIN' : 'PUK');
  const next = await secrets.text('newPin', 'New PIN');
  try {
    return await withCard(source, options, async ({ card }) => {
      const outcome =
        shown === 'pin'
          ? await card.changePin(purpose, current, next)
          : await card.unblockPin(purpose, current, next);
      expectVerified(outcome, shown === 'pin' ? 'PIN' : 'PUK');
      return {
        data: { changed: true, triesLeft: await card.triesLeft(purpose) },
        lines: ['The PIN is changed.'],
      };
    });
  } finally {
    current.fill(0);
    next.fill(0);
  }
}

function expectVerified(outcome: PinOutcome, what: string): void {
  if (outcome.kind === 'verified') return;
  const left = outcome.kind === 'blocked' ? 0 : outcome.triesLeft;
  throw new CardCliError('card_cli.pin_wrong', `the ${what} is wrong; tries left: ${left ?? 'unknown'}`);
}
