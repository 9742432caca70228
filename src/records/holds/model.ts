/** What a hold keeps from being erased: one payload, or all of exchanges of a case, about a person, or with an agency. */
export type HoldScope =
  | { readonly kind: 'payload'; readonly payload: string }
  /** The number that agencies gave with `Acar-Case`, letter for letter. */
  | { readonly kind: 'case'; readonly number: string }
  | { readonly kind: 'person'; readonly personalCode: string }
  /** As the one that asked, or was asked. */
  | { readonly kind: 'agency'; readonly organisation: string };

export interface HoldOrder {
  readonly on: HoldScope;
  /** One line of at most 300 characters; stays in the record, which the person concerned may read. */
  readonly reason: string;
  /** Then it ends by itself. */
  readonly until: Date;
  readonly by: string;
}

/** A hold as the operator sees it; of a person the keyed digest alone. */
export interface Hold {
  readonly id: string;
  readonly scope: HoldScope['kind'];
  readonly of: string;
  readonly reason: string;
  readonly until: Date;
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly endedAt: Date | undefined;
  readonly endedBy: string | undefined;
  readonly endReason: string | undefined;
}

export type HoldState = 'in_force' | 'over' | 'ended';

/** `over`: its time has come; `ended`: somebody ended it before. */
export function holdState({ endedAt, until }: Pick<Hold, 'endedAt' | 'until'>, now: number): HoldState {
  if (endedAt) return 'ended';
  return until.getTime() > now ? 'in_force' : 'over';
}

const yearMs = 365 * 86_400_000;
/** A hold for ever would be a period of retention. */
const mostYears = 10;

/** What is wrong with an order; undefined = it can be placed. */
export function holdProblem({ on, reason, until }: HoldOrder, now: number): HoldErrorCode | undefined {
  if (!isLine(reason, 300)) return 'hold.reason';
  if (!isScope(on)) return 'hold.scope';
  const ms = until.getTime() - now;
  return ms > 0 && ms <= mostYears * yearMs ? undefined : 'hold.until';
}

function isScope(on: HoldScope): boolean {
  if (on.kind === 'case') return isLine(on.number, 64);
  if (on.kind === 'person') return /^[0-9A-Z]{1,20}$/.test(on.personalCode);
  return on.kind === 'payload' || /^[A-Za-z0-9][A-Za-z0-9:.-]{0,63}$/.test(on.organisation);
}

export const isLine = (text: string, longest: number) =>
  text.trim() !== '' && text.length <= longest && text.isWellFormed() && /^\P{Cc}*$/u.test(text);

/** Why a hold was not placed or not ended. */
export type HoldErrorCode =
  | 'hold.reason'
  | 'hold.scope'
  | 'hold.until'
  | 'hold.payload_unknown'
  | 'hold.payload_erased'
  | 'hold.unknown';
