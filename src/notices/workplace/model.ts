import type { Level } from '../../../oidc/ports.ts';
import type { Request } from '../../http/index.ts';
import type { WayId } from '../../ways/index.ts';
import type { Court, Courts, Office, StaffMember } from '../courts/index.ts';

/** Who is signed in at the court's origin, and how. */
export interface CourtPerson {
  readonly accountId: string;
  readonly name: string;
  readonly personalCode: string;
  readonly method: WayId;
  readonly level: Level;
}

/** What every page of the court needs. */
export interface WorkplaceDeps {
  readonly courts: Courts;
  session(request: Request): Promise<CourtPerson | undefined>;
  /** Where a sign-in begins that leads back to a page; `level` asks for a step-up. */
  signInUrl(returnTo: string, level: Level): string;
  readonly signOut: { readonly action: string; readonly formTargets: readonly string[] };
  readonly portal: string;
}

/** What waits to be done at a court; a hundred stands for more. */
export interface TaskCounts {
  /** Notices that reached nobody. */
  readonly undelivered: number;
  readonly drafts: number;
  /** Files of cases that wait for a choice. */
  readonly files: number;
  readonly recusals: number;
  readonly withoutJudge: number;
  /** Cases whose judge has left the court, or is on long leave. */
  readonly judgeLeft: number;
  readonly judgeAway: number;
  /** Hearings that do not take place, of which not all participants were told: of the court, and of the judge. */
  readonly untold: number;
  readonly untoldOwn: number;
  /** Of the judge: notices without a signature, and cases of which nobody was told yet. */
  readonly unsigned: number;
  readonly newCases: number;
}

/** What a court's first page counts. */
export interface OfficeTasks {
  of(courtId: string, judgeId: string | undefined): Promise<TaskCounts>;
}

/** What every page of a signed-in person needs. */
export interface CourtFrame {
  readonly person: CourtPerson;
  readonly signOutAction: string;
  readonly portal: string;
}

/** The same at a court where the person has an office. */
export interface OfficeFrame extends CourtFrame {
  readonly court: Court;
  /** The member as whom the person acts on this page. */
  readonly member: StaffMember;
  /** Every office of the person at this court. */
  readonly offices: readonly Office[];
}

/** A judge's word counts when it is given with the card. */
export const needsCard: Readonly<Record<Office, boolean>> = { clerk: false, judge: true, chair: true };
export const leastLevel: Readonly<Record<Office, Level>> = {
  clerk: 'substantial',
  judge: 'high',
  chair: 'high',
};
