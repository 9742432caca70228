/** What a PIV card knows between two resets. */
export interface PivSession {
  isSelected: boolean;
  readonly isVerified: boolean;
  /** The management key was shown. */
  isAdministrator: boolean;
  takePin(): void;
  dropPin(): void;
  /** One signature for each VERIFY (SP 800-73-4 part 1, 3.2.2: "PIN Always"); false when it is used up. */
  spendPin(): boolean;
  clear(): void;
}

export function createSession(): PivSession {
  let isVerified = false;
  let isFresh = false;
  const dropPin = () => {
    isVerified = false;
    isFresh = false;
  };
  return {
    isSelected: false,
    isAdministrator: false,
    get isVerified() {
      return isVerified;
    },
    takePin() {
      isVerified = true;
      isFresh = true;
    },
    dropPin,
    spendPin() {
      const was = isFresh;
      isFresh = false;
      return was;
    },
    clear() {
      this.isSelected = false;
      this.isAdministrator = false;
      dropPin();
    },
  };
}
