import type { ClientDirectory, ConsentStore } from '../ports.ts';
import type { InteractionAccess } from '../provider/index.ts';
import { originOf } from './attempts.ts';
import { requestedAccess } from './consent.ts';
import { type LoginFlow, move } from './login-flow.ts';
import type { FlowRequest, Live } from './model.ts';

export interface AnswersDependencies {
  readonly access: InteractionAccess;
  readonly clients: ClientDirectory;
  readonly consents: ConsentStore;
  readonly save: (flow: LoginFlow) => Promise<void>;
  readonly epochSeconds: () => number;
}

/** What the relying party is told (OpenID Connect Core 3.1.2.6, Unmet Authentication Requirements 1.0). */
const refusals = {
  cancel: ['access_denied', 'the person cancelled'],
  fall_short: ['unmet_authentication_requirements', 'the wanted level was not reached'],
} as const;

/** A login that is over; the browser goes on to `returnTo`. */
export type AnsweredFlow = LoginFlow & { readonly returnTo: string };

/** The two ends of a login: the relying party gets its person, or an error. */
export function createAnswers({ access, clients, consents, save, epochSeconds }: AnswersDependencies) {
  return {
    /** Undefined when the machine does not let this login end here. */
    async complete(
      request: FlowRequest,
      { flow, interaction }: Live,
      event: 'finish' | 'approve',
    ): Promise<AnsweredFlow | undefined> {
      const moved = move(flow, event);
      if (!moved.moved || !flow.person) return undefined;
      const { accountId, level, amr } = flow.person;
      const granted = requestedAccess(interaction, accountId, await clients.find(flow.clientId));
      const login = flow.verifiedBy
        ? { accountId, acr: level, amr, remember: false, ts: epochSeconds() }
        : undefined;
      const given =
        event === 'approve'
          ? consents.give(accountId, flow.clientId, granted.scopes, originOf(request))
          : undefined;
      const answered = { ...moved.flow, returnTo: interaction.returnTo };
      // At once: whichever of them is lost in a crash, the library asks again or the page leads on.
      await Promise.all([access.finish(interaction, login, flow.verifiedBy, granted), given, save(answered)]);
      return answered;
    },

    async refuse({ flow, interaction }: Live, event: keyof typeof refusals): Promise<AnsweredFlow> {
      const [error, why] = refusals[event];
      const answered = { ...move(flow, event).flow, returnTo: interaction.returnTo };
      await Promise.all([access.refuse(interaction, error, why), save(answered)]);
      return answered;
    },
  };
}
