import type { Path } from './path-building.ts';
import { type Demands, checkForm, firstOf } from './path-form.ts';
import type { Refusal } from './refusal.ts';
import type { FindCrlIssuerPath } from './revocation.ts';
import type { Session } from './session.ts';
import { checkStatus } from './status.ts';

/** The rules that need the whole path (RFC 5280 6.1), the status of its certificates last. */
export function checkPath(
  path: Path,
  asked: Demands,
  session: Session,
  findIssuerPath: FindCrlIssuerPath,
): Refusal | undefined {
  return (
    checkForm(path, asked, session) ??
    firstOf(path, (_certificate, position) =>
      position === 0 ? undefined : checkStatus({ path, position, session, findIssuerPath }),
    )
  );
}
