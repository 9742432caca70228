/** What the page's script offers to tests. */
export function checkReceipt(
  receiptText: string,
  recordText: string,
  keyText: string,
  witnessTexts?: readonly string[],
): Promise<
  | {
      readonly kind: 'valid';
      readonly index: number;
      readonly size: number;
      readonly time: number | undefined;
      /** `time` in seconds since 1970, where the signature was checked. */
      readonly cosigners: readonly { readonly name: string; readonly time?: number }[];
    }
  | {
      readonly kind:
        | 'malformed'
        | 'other_log'
        | 'not_signed'
        | 'not_cosigned'
        | 'not_included'
        | 'unsupported';
    }
>;
