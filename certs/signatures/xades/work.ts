/** The reading of a document takes more work than is given to one. */
export class TooMuchWork extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TooMuchWork';
  }
}

/** Octets that may be made canonical while one document is read: some seconds of it, and three times the largest. */
const maxOctets = 192 * 1024 * 1024;

/** Octets that may be hashed beside these: a file of a gibibyte with a few archive time stamps. */
const maxHashed = 8 * 1024 * 1024 * 1024;

/** Counts what a reading costs; every signature and time stamp of a document draws on the same. */
export class Work {
  #octets = 0;
  #hashed = 0;

  /** @throws TooMuchWork */
  spend(octets: number): void {
    this.#octets += octets;
    if (this.#octets > maxOctets) throw new TooMuchWork('the references ask for too much work');
  }
  /** Of what is hashed as it is. @throws TooMuchWork */
  spendHashed(octets: number): void {
    this.#hashed += octets;
    if (this.#hashed > maxHashed) throw new TooMuchWork('the time stamps ask for too much work');
  }
}
