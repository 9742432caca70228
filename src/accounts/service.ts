import type { OneTimeCodes, PasswordCredentials } from '../../oidc/login-methods/password/index.ts';
import type { AccountDirectory, CertificateHolders } from '../../oidc/ports.ts';
import { beginActivation, finishActivation, isActivationProven } from './activation.ts';
import { createCertificateHolders } from './certificate-holders.ts';
import { createCodeDigests } from './code-digests.ts';
import type { AccountsContext, AccountsDeps } from './deps.ts';
import { createAccountDirectory, type RememberingDirectory } from './directory.ts';
import { issueAccount, reissueActivation } from './issue.ts';
import { readLoginCode } from './model.ts';
import { changePassword } from './password-change.ts';
import {
  beginRecovery,
  checkRecoveryCode,
  finishRecovery,
  recoveryStep,
  sendRecoveryCode,
} from './recovery.ts';
import { createSecondFactor } from './second-factor.ts';
import { blockAccount, changeContacts, unblockAccount } from './standing.ts';
import { findLoginByCode, replacePassword } from './store.ts';

type UseCase<F extends (context: AccountsContext, order: never) => unknown> = (
  order: Parameters<F>[1],
) => ReturnType<F>;

/** Every use-case of accounts. Outcomes are values with `kind`; a refusal is `{kind: 'refused', code}`. */
export interface Accounts {
  readonly directory: AccountDirectory;
  /** Ports of the password login method. */
  readonly credentials: PasswordCredentials;
  readonly secondFactor: OneTimeCodes;
  /** For ways in that prove by certificate. */
  readonly holders: CertificateHolders;
  /** For the operator. */
  readonly issueAccount: UseCase<typeof issueAccount>;
  readonly reissueActivation: UseCase<typeof reissueActivation>;
  readonly blockAccount: UseCase<typeof blockAccount>;
  readonly unblockAccount: UseCase<typeof unblockAccount>;
  readonly changeContacts: UseCase<typeof changeContacts>;
  /** For the person. */
  readonly beginActivation: UseCase<typeof beginActivation>;
  readonly isActivationProven: UseCase<typeof isActivationProven>;
  readonly finishActivation: UseCase<typeof finishActivation>;
  readonly changePassword: UseCase<typeof changePassword>;
  readonly beginRecovery: UseCase<typeof beginRecovery>;
  readonly recoveryStep: UseCase<typeof recoveryStep>;
  readonly sendRecoveryCode: UseCase<typeof sendRecoveryCode>;
  readonly checkRecoveryCode: UseCase<typeof checkRecoveryCode>;
  readonly finishRecovery: UseCase<typeof finishRecovery>;
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const context: AccountsContext = {
    ...deps,
    digests: createCodeDigests(deps.pepper),
    now: () => new Date(deps.clock.now()),
  };
  const directory = createAccountDirectory(deps);
  return {
    directory,
    credentials: createCredentials(deps, directory),
    secondFactor: createSecondFactor(context),
    holders: createCertificateHolders(context),
    issueAccount: (order) => issueAccount(context, order),
    reissueActivation: (order) => reissueActivation(context, order),
    blockAccount: (order) => blockAccount(context, order),
    unblockAccount: (order) => unblockAccount(context, order),
    changeContacts: (order) => changeContacts(context, order),
    beginActivation: (typed) => beginActivation(context, typed),
    isActivationProven: (at) => isActivationProven(context, at),
    finishActivation: (typed) => finishActivation(context, typed),
    changePassword: (typed) => changePassword(context, typed),
    beginRecovery: (typed) => beginRecovery(context, typed),
    recoveryStep: (at) => recoveryStep(context, at),
    sendRecoveryCode: (order) => sendRecoveryCode(context, order),
    checkRecoveryCode: (typed) => checkRecoveryCode(context, typed),
    finishRecovery: (typed) => finishRecovery(context, typed),
  };
}

function createCredentials(deps: AccountsDeps, directory: RememberingDirectory): PasswordCredentials {
  return {
    readCode: readLoginCode,
    async findByCode(code) {
      const found = await findLoginByCode(deps.database, code);
      if (!found) return undefined;
      const { account, canSignIn, phc } = found;
      // The end of the sign-in asks for the person a moment later.
      directory.keep(account);
      return { accountId: account.id, canSignIn, phc };
    },
    async raise({ accountId, phc, password }) {
      const outcome = await deps.hashing.hash(password);
      // Too busy to raise it now: the next sign-in will.
      if (outcome.kind === 'hashed') {
        await replacePassword(deps.database, { accountId, oldPhc: phc, newPhc: outcome.phc });
      }
    },
  };
}
