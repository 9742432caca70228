/** What one revision changed, sorted by who may do so. Places are for people: names of fields, numbers of pages. */
export interface RevisionChanges {
  /** Fields whose signature is new. */
  readonly signatures: readonly string[];
  /** Fields whose document time stamp is new. */
  readonly timeStamps: readonly string[];
  /** Of these, what shows on a page. */
  readonly stamps: readonly string[];
  /** Fields of the form that have another value, and empty signature fields that are new. */
  readonly filled: readonly string[];
  /** Annotations that are new. */
  readonly annotations: readonly string[];
  /** Everything else: what no signature permits. */
  readonly other: readonly string[];
}

/** The same while it is gathered. */
export type Findings = { readonly [Kind in keyof RevisionChanges]: string[] };

export function noFindings(): Findings {
  return { signatures: [], timeStamps: [], stamps: [], filled: [], annotations: [], other: [] };
}
