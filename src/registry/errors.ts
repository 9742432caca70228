/** What a register answers to a request that it understands and cannot serve. */
export type RegistryErrorCode =
  | 'registry.no_such_person'
  | 'registry.no_such_organisation'
  /** The person does not represent the organisation, or there is none. */
  | 'registry.no_representation';

/** A register could not be asked, or gave an answer that is none; `detail` is for the log. */
export class RegistryError extends Error {
  readonly code = 'registry.unusable_answer';
  readonly detail: string;

  constructor(detail: string) {
    super('registry.unusable_answer');
    this.name = 'RegistryError';
    this.detail = detail;
  }
}
