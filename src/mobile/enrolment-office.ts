import type { PhoneErrorCode } from './errors.ts';
import { type CodeDeps, findAccountByPersonalCode, formatEnrolmentCode, issueCode } from './phones/index.ts';

type OfficeCode =
  | {
      readonly kind: 'issued';
      /** As it is shown. */
      readonly code: string;
      readonly phoneNumber: string;
      readonly expiresAt: Date;
    }
  | { readonly kind: 'refused'; readonly code: PhoneErrorCode };

/**
 * A code of one use, for an hour, for a person whom a registration office has identified. Without a number the
 * account's own is taken; both are read already.
 */
export async function issueOfficeCode(
  deps: CodeDeps,
  order: { readonly personalCode: string; readonly phoneNumber?: string | undefined },
): Promise<OfficeCode> {
  const account = await findAccountByPersonalCode(deps.db, order.personalCode);
  if (!account) return { kind: 'refused', code: 'phone.unknown_person' };
  const phoneNumber = order.phoneNumber ?? account.mobile ?? undefined;
  if (phoneNumber === undefined) return { kind: 'refused', code: 'phone.no_number' };
  const { code, expiresAt } = await issueCode(deps, { accountId: account.id, phoneNumber, source: 'office' });
  return { kind: 'issued', code: formatEnrolmentCode(code), phoneNumber, expiresAt };
}
