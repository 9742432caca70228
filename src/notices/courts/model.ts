import type { Language } from '../../messages/index.ts';

export const offices = ['clerk', 'judge', 'chair'] as const;
/** What a person is at a court: dəftərxana işçisi, hakim, sədr. */
export type Office = (typeof offices)[number];

export interface Court {
  /** A word, such as `binaqadi`; it stands in addresses and records. */
  readonly courtId: string;
  readonly names: Readonly<Record<Language, string>>;
  readonly address: string;
  /** Begins the numbers of its cases and notices. */
  readonly code: string;
  /** Where the clerks are told of notices that reached nobody. */
  readonly email: string | undefined;
}

/** A person in one office of one court. */
export interface StaffMember {
  readonly staffId: string;
  /** Stands for the member where a constraint needs a number. */
  readonly staffNumber: number;
  readonly courtId: string;
  readonly personalCode: string;
  /** As it stands in notices. */
  readonly name: string;
  readonly office: Office;
  /** False once the office has ended. */
  readonly isActive: boolean;
}

export interface CourtRoom {
  readonly roomId: string;
  readonly roomNumber: number;
  readonly courtId: string;
  readonly name: string;
}

/** A court at which a person has offices. */
export interface Workplace {
  readonly court: Court;
  readonly members: readonly StaffMember[];
}
